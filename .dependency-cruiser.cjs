const { builtinModules } = require('node:module');

/**
 * Who may import whom: the arrows of docs/architecture.md. Tests may reach for the testkit; nothing else may.
 */
const ALLOWED = {
  'packages/protocol': [],
  'packages/tmux': [],
  'packages/screen': [],
  'packages/status': ['packages/protocol'],
  'packages/policy': ['packages/protocol'],
  'packages/transcript': ['packages/protocol'],
  'packages/store': [],
  'packages/core': [
    'packages/protocol',
    'packages/tmux',
    'packages/screen',
    'packages/status',
    'packages/policy',
    'packages/transcript',
    'packages/store',
  ],
  'packages/client': ['packages/protocol'],
  'packages/testkit': ['packages/protocol'],
  'packages/canary': [
    'packages/protocol',
    'packages/core',
    'packages/status',
    'packages/transcript',
    'packages/testkit',
  ],
  'packages/corpus': ['packages/protocol', 'packages/testkit'],
  'apps/server': [
    'packages/protocol',
    'packages/core',
    'packages/store',
    'packages/client',
    'apps/mcp',
  ],
  'apps/mcp': ['packages/protocol', 'packages/client'],
  'apps/cli': [
    'packages/protocol',
    'packages/client',
    'packages/screen',
    'packages/status',
    'packages/canary',
    'apps/server',
    'apps/mcp',
  ],
};

/** Root entries that must run without Node: a browser, a worker, a test with plain data. */
const PURE = ['protocol', 'screen', 'status', 'policy', 'transcript', 'client'];

const TEST_CODE = '(\\.test\\.ts$|/testing/|/contract/|/bench/|vitest\\.config)';

const layers = Object.entries(ALLOWED).map(([folder, allowed]) => ({
  name: `layer-${folder.replace('/', '-')}`,
  comment: `${folder} may import only ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^${folder}/src/`, pathNot: TEST_CODE },
  to: {
    path: '^(packages|apps)/',
    pathNot: [folder, ...allowed].map((name) => `^${name}/`),
  },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'tests-may-use-the-testkit-too',
      severity: 'error',
      from: { path: `^(packages|apps)/([^/]+)/.*${TEST_CODE}` },
      to: {
        path: '^(packages|apps)/',
        pathNot: ['^$1/$2/', '^packages/', '^apps/(server|mcp)/src/index\\.ts$'],
      },
    },
    {
      name: 'pure-roots',
      comment: 'The root entry of these packages must not reach a Node built-in.',
      severity: 'error',
      from: { path: `^packages/(${PURE.join('|')})/src/index\\.ts$` },
      to: { path: `^(node:)?(${builtinModules.join('|')})$`, reachable: true },
    },
    {
      name: 'one-importer-of-the-emulator',
      comment: 'Only @aegis/screen knows @xterm/headless.',
      severity: 'error',
      from: { pathNot: '^packages/screen/' },
      to: { path: '@xterm/headless' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['aegis-source', 'types', 'import', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
  },
};
