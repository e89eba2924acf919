import { replayVersion } from '../testing/replay-version.ts';

replayVersion('2.0.76');
