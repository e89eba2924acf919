import { POSIX_WALK, posixTables } from './posix-tables.ts';
import type { Tables } from './table-functions.ts';

/** The completion for zsh: to be sourced, or kept as a file named _aegis on the fpath. */
export function zshScript(tables: Tables): string {
  return `#compdef aegis
# Completion of aegis for zsh, made by: aegis completion zsh

${posixTables(tables)}

_aegis_walk() {
${POSIX_WALK}
}

_aegis() {
  local cur=\${words[CURRENT]} source='' list='' line=''
  local -a before shown
  before=("\${(@)words[2,CURRENT-1]}")
  _aegis_walk
  case $source in
    @files) _files; return ;;
    @directories) _files -/; return ;;
    @none) return 1 ;;
    @*) list=$(aegis __complete "\${source#@}" 2>/dev/null) ;;
    '='*) list=\${(F)\${(z)\${source#'='}}} ;;
  esac
  shown=()
  for line in "\${(@f)list}"; do
    if [ -z "$line" ]; then continue; fi
    local word=\${line%%$'\\t'*} what=''
    case $line in
      *$'\\t'*) what=\${line#*$'\\t'} ;;
    esac
    shown+=("\${word//:/\\\\:}\${what:+:$what}")
  done
  if [ \${#shown} -eq 0 ]; then return 1; fi
  case $cur in
    -*) _describe -o aegis shown ;;
    *) _describe aegis shown ;;
  esac
}

if [ "\${funcstack[1]-}" = _aegis ]; then
  _aegis "$@"
elif whence compdef >/dev/null; then
  compdef _aegis aegis
else
  print -u2 'aegis completion: run "autoload -U compinit; compinit" before this.'
fi
`;
}
