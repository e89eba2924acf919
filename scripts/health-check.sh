#!/bin/sh
# Says whether the Aegis server is well, with `aegis` where it is installed, else with curl.
# Which server: AEGIS_URL, else port AEGIS_PORT (9100) of this machine. Token: AEGIS_AUTH_TOKEN.
# Exit codes: 0 well, 1 not well, 3 no server answers.
set -eu

if command -v aegis >/dev/null 2>&1; then
  exec aegis health
fi

url=${AEGIS_URL:-http://127.0.0.1:${AEGIS_PORT:-9100}}

# The token goes in by stdin: a command line can be read by others.
header() {
  if [ -n "${AEGIS_AUTH_TOKEN:-}" ]; then
    printf 'header = "Authorization: Bearer %s"\n' "$AEGIS_AUTH_TOKEN"
  fi
}

if ! command -v curl >/dev/null 2>&1; then
  echo 'Neither aegis nor curl is installed; install one of them.' >&2
  exit 1
fi
if ! answer=$(header | curl --silent --show-error --max-time 10 --config - "${url%/}/v1/health"); then
  echo "No Aegis server answers at $url. Start one: aegis serve" >&2
  exit 3
fi
printf '%s\n' "$answer"
case $answer in
  *'"status":"ok"'*) exit 0 ;;
  *) exit 1 ;;
esac
