import { replayVersion } from '../testing/replay-version.ts';

replayVersion('2.1.50');
