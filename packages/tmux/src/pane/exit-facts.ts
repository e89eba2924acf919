import type { TmuxVersion } from '../types.ts';
import { supports } from '../version.ts';
import type { ExitFacts } from './follower-types.ts';

type ExitFields = Omit<ExitFacts, 'statusKnown'>;

export function exitFacts(
  { dead, exitStatus, exitSignal }: ExitFields,
  version: TmuxVersion,
): ExitFacts {
  const statusKnown =
    exitStatus !== null || exitSignal !== null || !supports(version, 'paneDeadSignal');
  return { dead, exitStatus, exitSignal, statusKnown };
}
