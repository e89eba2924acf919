import { loadRecording, recordingNames, type Recording } from '@aegis/corpus';

/** Some recordings of each Claude Code build: every `nth` of all that there are, in the order of their names. */
export function someRecordings(nth: number): Recording[] {
  return recordingNames()
    .filter((_, index) => index % nth === 0)
    .map((name) => loadRecording(name));
}
