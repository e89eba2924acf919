/**
 * Built-in commands that change what other commands of the same shell mean: variables, aliases, functions, options, input. One
 * is allowed by a rule where it stands alone.
 */
export const CHANGES_THE_SHELL: ReadonlySet<string> = new Set([
  ...['.', 'source', 'alias', 'unalias', 'hash', 'enable', 'set', 'shopt', 'setopt', 'unsetopt'],
  ...['export', 'declare', 'typeset', 'local', 'readonly', 'integer', 'float', 'unset', 'let'],
  ...['read', 'mapfile', 'readarray', 'getopts', 'vared', 'zparseopts', 'zstyle', 'zle', 'rehash'],
  ...['trap', 'bind', 'bindkey', 'complete', 'compdef', 'emulate', 'autoload', 'zmodload', 'fc'],
  ...[
    'functions',
    'disable',
    'unfunction',
    'unhash',
    'limit',
    'umask',
    'history',
    'sched',
    'print',
  ],
]);

/** Built-in commands after which a relative path is another file. */
export const CHANGES_DIRECTORY: ReadonlySet<string> = new Set([
  ...['cd', 'pushd', 'popd', 'chdir', 'dirs'],
]);

/** Built-in commands that take the name of a variable: its subscript is calculated, which may run a command. */
export const TAKES_A_VARIABLE: ReadonlySet<string> = new Set([
  ...CHANGES_THE_SHELL,
  ...[
    'test',
    '[',
    'printf',
    'wait',
    'bg',
    'fg',
    'kill',
    'return',
    'exit',
    'shift',
    'break',
    'continue',
  ],
]);

/** Names that may be given to the variable of a loop: none that a program or a shell looks at. */
export const HARMLESS_VARIABLES: ReadonlySet<string> = new Set([
  ...Array.from({ length: 26 }, (_, at) => String.fromCharCode(97 + at)),
  ...['file', 'files', 'dir', 'folder', 'name', 'line', 'item', 'word', 'pkg', 'package', 'test'],
  ...['branch', 'commit', 'sha', 'url', 'id', 'num', 'count', 'src', 'app', 'lib', 'port', 'key'],
]);
