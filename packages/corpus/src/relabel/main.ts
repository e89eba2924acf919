import { CorpusError } from '../corpus-error.ts';
import { loadRecording, recordingNames, saveRecording } from '../format/files.ts';
import { scenarios } from '../scenarios/index.ts';
import { relabelRecording } from './relabel-recording.ts';

/** Brings what the recordings say to be true to what the scenarios say now, without running Claude Code. */
let changed = 0;
const names = recordingNames();
for (const name of names) {
  const recording = loadRecording(name);
  const scenario = scenarios.find((one) => one.name === recording.scenario);
  try {
    if (scenario === undefined) {
      const message = `${name}: there is no scenario ${recording.scenario} any more: delete the file`;
      throw new CorpusError('scenario_not_found', message);
    }
    const relabelled = relabelRecording(recording, scenario);
    if (JSON.stringify(relabelled) === JSON.stringify(recording)) continue;
    saveRecording(relabelled);
    changed += 1;
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
process.stdout.write(`${changed} of ${names.length} recordings relabelled\n`);
