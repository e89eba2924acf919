/** What is known of a project's root, as far as it says how the project is checked. Files that are not there are null. */
export interface ProjectListing {
  /** Names of the files and folders in it. */
  names: ReadonlySet<string>;
  packageJson: { scripts: Readonly<Record<string, string>>; packageManager: string | null } | null;
  /** The TypeScript compiler that is installed for it. */
  tsc: string | null;
  /** Text of these files. */
  makefile: string | null;
  pyproject: string | null;
}

export interface FoundCommand {
  name: string;
  argv: [string, ...string[]];
}

const TYPE_CHECKS = ['typecheck', 'type-check', 'check-types', 'tsc'] as const;
/** What `npm init` writes. */
const NO_TEST = 'no test specified';

/** The commands that check a project: types, build, tests, in this order, of every language whose files are in its root. */
export function detectCommands(listing: ProjectListing): FoundCommand[] {
  const found = [...ofNode(listing), ...ofRust(listing), ...ofGo(listing), ...ofPython(listing)];
  const tests = found.some(({ name }) => name.startsWith('test'));
  return tests ? found : [...found, ...ofMake(listing)];
}

function ofNode({ packageJson, names, tsc }: ProjectListing): FoundCommand[] {
  const scripts = packageJson?.scripts ?? {};
  const manager = managerOf(names, packageJson?.packageManager ?? null);
  const script = (name: string, label = name): FoundCommand[] =>
    Object.hasOwn(scripts, name) ? [{ name: label, argv: [manager, 'run', name] }] : [];
  const typeCheck = TYPE_CHECKS.find((name) => Object.hasOwn(scripts, name));
  const compile: FoundCommand[] =
    tsc !== null && names.has('tsconfig.json')
      ? [{ name: 'typecheck', argv: [tsc, '--noEmit'] }]
      : [];
  const isEmpty = scripts['test']?.includes(NO_TEST) === true;
  return [
    ...(typeCheck === undefined ? compile : script(typeCheck, 'typecheck')),
    ...script('build'),
    ...(isEmpty ? [] : script('test')),
  ];
}

const LOCK_FILES = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
] as const;
const MANAGERS = ['pnpm', 'yarn', 'bun', 'npm'] as const;

/** By its lock file; without one by `packageManager`; else npm, which is there wherever Node is. */
function managerOf(names: ReadonlySet<string>, declared: string | null): string {
  const locked = LOCK_FILES.find(([file]) => names.has(file))?.[1];
  return locked ?? MANAGERS.find((name) => declared?.startsWith(`${name}@`) === true) ?? 'npm';
}

function ofRust({ names }: ProjectListing): FoundCommand[] {
  if (!names.has('Cargo.toml')) return [];
  return [
    { name: 'build (cargo)', argv: ['cargo', 'build'] },
    { name: 'test (cargo)', argv: ['cargo', 'test'] },
  ];
}

function ofGo({ names }: ProjectListing): FoundCommand[] {
  if (!names.has('go.mod')) return [];
  return [
    // Without it a single program would be written into the project.
    { name: 'build (go)', argv: ['go', 'build', '-o', '/dev/null', './...'] },
    { name: 'test (go)', argv: ['go', 'test', './...'] },
  ];
}

const PYTHON_PROJECT = ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt'] as const;

function ofPython({ names, pyproject }: ProjectListing): FoundCommand[] {
  const isProject = PYTHON_PROJECT.some((name) => names.has(name));
  const hasTests = names.has('tests') || names.has('test');
  const named = names.has('pytest.ini') || names.has('conftest.py');
  const configured = pyproject?.includes('[tool.pytest') === true;
  if (!named && !configured && !(isProject && hasTests)) return [];
  return [{ name: 'test (pytest)', argv: pytest(names) }];
}

function pytest(names: ReadonlySet<string>): [string, ...string[]] {
  if (names.has('uv.lock')) return ['uv', 'run', 'pytest'];
  if (names.has('poetry.lock')) return ['poetry', 'run', 'pytest'];
  const python = ['.venv', 'venv'].find((name) => names.has(name));
  return [python === undefined ? 'python3' : `${python}/bin/python`, '-m', 'pytest'];
}

function ofMake({ makefile }: ProjectListing): FoundCommand[] {
  const hasTest = makefile !== null && /^test[ \t]*:(?!=)/m.test(makefile);
  return hasTest ? [{ name: 'test (make)', argv: ['make', 'test'] }] : [];
}
