import { CorpusError } from '../corpus-error.ts';
import { nameOf } from '../format/files.ts';
import type { Moment, Recording } from '../format/recording.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/**
 * The recording with what its scenario says now to be true at each of its moments.
 *
 * @throws CorpusError `labels_differ` where the scenario has other moments by now
 */
export function relabelRecording(recording: Recording, scenario: Scenario): Recording {
  const { setting } = recording;
  const labels = scenario.steps(setting).filter((step) => step.do === 'label');
  const was = recording.moments.map((moment) => moment.name);
  const is = labels.map((step) => step.name);
  const moments = recording.moments.flatMap((moment, index): Moment[] => {
    const found = labels[index];
    if (found?.name !== moment.name) return [];
    const { name, offset, text, registry } = moment;
    const { expected, passing } = found;
    const rest = passing.length > 0 ? { passing } : {};
    return [{ name, offset, text, registry, expected, ...rest }];
  });
  if (moments.length !== Math.max(was.length, is.length)) {
    const message = `${nameOf(scenario.name, setting)} has the moments ${was.join(', ')}, and its scenario now ${is.join(', ')}: record it again`;
    throw new CorpusError('labels_differ', message);
  }
  return { ...recording, moments, published: scenario.published(setting) };
}
