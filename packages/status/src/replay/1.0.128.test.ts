import { replayVersion } from '../testing/replay-version.ts';

replayVersion('1.0.128');
