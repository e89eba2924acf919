/** Transcripts on disk: find one, read it, follow it. */
export { expectedTranscript, findTranscript } from './find-transcript.ts';
export type { TranscriptQuery } from './find-transcript.ts';
export { MAX_LINE_BYTES, readEntries, readLiveEntries } from './read-entries.ts';
export type { ReadEntriesOptions } from './read-entries.ts';
export { readLastEntries } from './read-last-entries.ts';
export type { ReadLastEntriesOptions } from './read-last-entries.ts';
export { SubagentReader } from './subagent-files.ts';
export type { SubagentFile, SubagentMeta } from './subagent-files.ts';
export { tailTranscript } from './tail-transcript.ts';
export type { Tail, TailClock, TailOptions } from './tail-transcript.ts';
