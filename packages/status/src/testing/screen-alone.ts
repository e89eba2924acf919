import type { Recording } from '@aegis/corpus';
import type { Snapshot } from '@aegis/screen';
import {
  createStatusState,
  nextDeadline,
  observe,
  type Observation,
  readScreen,
  type StatusState,
  viewOf,
} from '../index.ts';
import { replay } from './corpus.ts';

/** Every status that the machine tells over a recording, fed with the screen alone, at the recorded times. */
export async function publishedStatuses(
  recording: Recording,
  cuts: ReadonlyMap<number, number>,
): Promise<string[]> {
  const { version } = recording.setting;
  let state: StatusState = createStatusState(0);
  const published: string[] = [viewOf(state).status];
  const tell = (observation: Observation): void => {
    state = observe(state, observation);
    const { status } = viewOf(state);
    if (status !== published.at(-1)) published.push(status);
  };
  const passTime = (until: number): void => {
    for (let at = nextDeadline(state); at !== null && at < until; at = nextDeadline(state)) {
      tell({ source: 'clock', at });
    }
  };
  await replay(recording, cuts.keys(), (screen: Snapshot, offset) => {
    const at = cuts.get(offset) ?? 0;
    passTime(at);
    tell({ source: 'screen', at, reading: readScreen(screen, { version }) });
  });
  passTime(Infinity);
  return published;
}
