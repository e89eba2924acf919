import { Session } from 'node:inspector/promises';
import { common, lengthOf, type Interval } from './intervals.ts';

/** What of our own sources has run, by V8's own account of their blocks. */
export interface BlockCoverage {
  /** Whether code has run, since the last question, that never had before. Nothing is noted. */
  hasNews(): Promise<boolean>;
  /** The same, and it is noted. */
  note(): Promise<boolean>;
  /** Characters of the sources, as they are run, that have run so far. */
  reached(): number;
  close(): Promise<void>;
}

/** What of a function has not run: `within` its bounds. */
interface Rest {
  within: Interval;
  missing: readonly Interval[];
}

/**
 * V8 tells for each function that ran which of its blocks did not: a block that runs as often as what is around it has
 * no range of its own. So what is kept of a function is what was missing every time.
 *
 * Only code that is compiled after this is watched block by block.
 * @param sources parts of the paths of the scripts that count
 */
export async function watchBlocks(sources: readonly string[]): Promise<BlockCoverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const rests = new Map<string, Rest>();

  async function whatRan(): Promise<Map<string, Rest>> {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const ran = new Map<string, Rest>();
    for (const { url, functions } of result) {
      if (!sources.some((part) => url.includes(part)) || url.includes('node_modules')) continue;
      for (const { ranges } of functions) {
        const [whole, ...inner] = ranges;
        if (whole === undefined || whole.count === 0) continue;
        const within: Interval = [whole.startOffset, whole.endOffset];
        const missing = inner
          .filter(({ count }) => count === 0)
          .map(({ startOffset, endOffset }): Interval => [startOffset, endOffset]);
        ran.set(`${url}:${within.join(':')}`, { within, missing });
      }
    }
    return ran;
  }

  function restWith(name: string, { within, missing }: Rest): Rest {
    const known = rests.get(name);
    return { within, missing: known === undefined ? missing : common(known.missing, missing) };
  }

  const isNews = (name: string, rest: Rest): boolean => {
    const known = rests.get(name);
    return known === undefined || lengthOf(rest.missing) < lengthOf(known.missing);
  };

  return {
    async hasNews() {
      return [...(await whatRan())].some(([name, rest]) => isNews(name, restWith(name, rest)));
    },
    async note() {
      let found = false;
      for (const [name, ran] of await whatRan()) {
        const rest = restWith(name, ran);
        found ||= isNews(name, rest);
        rests.set(name, rest);
      }
      return found;
    },
    reached: () =>
      [...rests.values()].reduce(
        (sum, { within, missing }) => sum + lengthOf([within]) - lengthOf(missing),
        0,
      ),
    async close() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
