/** A step, as far as its place among the others goes. */
export interface GraphStep {
  readonly name: string;
  readonly dependsOn?: readonly string[] | undefined;
}

/** Each step with those that it depends on, whether directly or not. Unknown names and cycles are no harm. */
export function ancestorsOf(steps: readonly GraphStep[]): Map<string, ReadonlySet<string>> {
  const parents = new Map(steps.map(({ name, dependsOn = [] }) => [name, dependsOn]));
  return new Map(
    steps.map(({ name }) => {
      const found = new Set<string>();
      const open = [...(parents.get(name) ?? [])];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (found.has(next)) continue;
        found.add(next);
        open.push(...(parents.get(next) ?? []));
      }
      return [name, found];
    }),
  );
}

/** One cycle, as the way through it: `a`, `b`, `a`; null where there is none. */
export function findCycle(steps: readonly GraphStep[]): string[] | null {
  const parents = new Map(steps.map(({ name, dependsOn = [] }) => [name, dependsOn]));
  const done = new Set<string>();
  for (const { name } of steps) {
    const way = cycleFrom(name, { parents, done, way: [] });
    if (way !== null) return way;
  }
  return null;
}

interface Search {
  parents: ReadonlyMap<string, readonly string[]>;
  /** Steps that no cycle goes through. */
  done: Set<string>;
  way: readonly string[];
}

function cycleFrom(name: string, { parents, done, way }: Search): string[] | null {
  if (done.has(name)) return null;
  const at = way.indexOf(name);
  if (at !== -1) return [...way.slice(at), name];
  for (const parent of parents.get(name) ?? []) {
    const cycle = cycleFrom(parent, { parents, done, way: [...way, name] });
    if (cycle !== null) return cycle;
  }
  done.add(name);
  return null;
}

/** Steps in the order in which they can run, those of one wave at the same time. There must be no cycle. */
export function wavesOf(steps: readonly GraphStep[]): string[][] {
  const waves: string[][] = [];
  const placed = new Set<string>();
  let left = [...steps];
  while (left.length > 0) {
    const wave = left.filter(({ dependsOn = [] }) => dependsOn.every((name) => placed.has(name)));
    if (wave.length === 0) return waves;
    waves.push(wave.map(({ name }) => name));
    for (const { name } of wave) placed.add(name);
    left = left.filter(({ name }) => !placed.has(name));
  }
  return waves;
}
