import type { Finding } from '../finding.ts';
import type { Seen } from '../seen.ts';
import type { Chapter } from '../tour/step.ts';
import { compareHooks } from './compare-hooks.ts';
import { compareRegistry } from './compare-registry.ts';
import { compareStep } from './compare-step.ts';
import { compareTranscript } from './compare-transcript.ts';
import { strangeFrames } from './strange-frames.ts';

/** What of the tour was not as it must be. Pure: the same for a tour that was just made and for one written by hand. */
export function compare(tour: readonly Chapter[], seen: Seen): Finding[] {
  const chapters = tour.flatMap((chapter) => {
    const played = seen.chapters.find(({ name }) => name === chapter.name);
    return played === undefined ? [] : [{ chapter, played }];
  });
  const steps = chapters.flatMap(({ chapter, played }) =>
    chapter.steps.flatMap((step, index) => {
      const one = played.steps[index];
      return one === undefined ? [] : [{ step, seen: one }];
    }),
  );
  return [
    ...steps.flatMap(({ step, seen: one }) => compareStep(step, one)),
    ...strangeFrames(steps.map(({ seen: one }) => one)),
    ...chapters.flatMap(({ chapter, played }) => compareHooks(chapter, played, seen.hookEvents)),
    ...(seen.features.registry ? compareRegistry(steps) : []),
    ...compareTranscript(seen),
  ];
}
