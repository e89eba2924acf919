import { POSIX_WALK, posixTables } from './posix-tables.ts';
import type { Tables } from './table-functions.ts';

/** The completion for bash 3.2 and later. */
export function bashScript(tables: Tables): string {
  return `# Completion of aegis for bash, made by: aegis completion bash

${posixTables(tables)}

_aegis_walk() {
${POSIX_WALK}
}

_aegis() {
  local cur=\${COMP_WORDS[COMP_CWORD]} source list line
  local -a before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  COMPREPLY=()
  _aegis_walk
  case $source in
    @files) compopt -o default 2>/dev/null; return ;;
    @directories) compopt -o dirnames 2>/dev/null; return ;;
    @none) return ;;
    @*) list=$(aegis __complete "\${source#@}" 2>/dev/null) ;;
    '='*) list=$(printf '%s\\n' \${source#'='}) ;;
  esac
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    if [ -n "$line" ] && [ "\${line#"$cur"}" != "$line" ] || [ -z "$cur" ] && [ -n "$line" ]; then
      COMPREPLY+=("$line")
    fi
  done <<< "$list"
}

complete -F _aegis aegis
`;
}
