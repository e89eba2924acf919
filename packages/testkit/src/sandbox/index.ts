/** Places for a test, and what ends what it started: `@aegis/testkit/sandbox`. */
export { createTmuxSandbox, type TmuxSandbox } from './tmux-sandbox.ts';
export { paneOf, type Pane } from './pane.ts';
export { createWorkDir, type WorkDirOptions } from './work-dir.ts';
export { mountSmallDisk, whyNoSmallDisk, type SmallDisk } from './small-disk.ts';
export { createOwnedDirectory, type OwnedDirectory } from './owned-directory.ts';
export { freePort } from '../free-port.ts';
export { eventually, type EventuallyOptions, type Truthy } from '../eventually.ts';
export { leftovers, type Leftover } from '../reaper/leftovers.ts';
