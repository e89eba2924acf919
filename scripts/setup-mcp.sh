#!/bin/sh
# Adds Aegis to Claude Code as an MCP server; again is fine. What stands behind it goes on to `aegis setup-mcp`:
# --scope user|project|local, --http, --print, --remove.
set -eu

if command -v aegis >/dev/null 2>&1; then
  exec aegis setup-mcp "$@"
fi

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
built=$here/../apps/cli/dist/main.js
if [ -f "$built" ]; then
  exec node "$(CDPATH='' cd -- "$(dirname -- "$built")" && pwd)/main.js" setup-mcp "$@"
fi
echo 'aegis is not installed, and this copy of it is not built. Run: npm install && npm run build' >&2
exit 1
