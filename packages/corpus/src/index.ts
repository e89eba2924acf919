// What a Claude Code build drew, with what was true. The recorder and the scenarios are not part of the interface.
export { CorpusError, type CorpusErrorCode } from './corpus-error.ts';
export { loadRecording, recordingNames } from './format/files.ts';
export type {
  Expected,
  ExpectedDialog,
  Moment,
  Published,
  Recording,
  RegistryWord,
} from './format/recording.ts';
export { isSince, lookOf, type Setting } from './format/setting.ts';
export { LOOKS, VERSIONS } from './format/settings.ts';
