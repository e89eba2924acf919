/** What a step is called, and after which steps it runs. */
export interface Dependent {
  name: string;
  dependsOn: readonly string[];
}

/**
 * Steps by the earliest wave that they can run in: those without dependencies, those that depend on these alone, and so
 * on. A step that can never run (a cycle, an unknown name) is in the last wave, so that no step is left out.
 */
export function waves<Step extends Dependent>(steps: readonly Step[]): Step[][] {
  const found: Step[][] = [];
  const placed = new Set<string>();
  let left = [...steps];
  while (left.length > 0) {
    const next = left.filter(({ dependsOn }) => dependsOn.every((name) => placed.has(name)));
    const wave = next.length === 0 ? left : next;
    found.push(wave);
    for (const { name } of wave) placed.add(name);
    left = left.filter((step) => !wave.includes(step));
  }
  return found;
}
