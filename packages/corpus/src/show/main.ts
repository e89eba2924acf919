import { loadRecording, recordingNames } from '../format/files.ts';
import { CorpusError } from '../corpus-error.ts';
import type { Moment } from '../format/recording.ts';

/** Prints the screens of a recording, or of one moment of it; without a name it lists the recordings. */
const [name, moment] = process.argv.slice(2).filter((word) => word !== '--');
try {
  if (name === undefined) process.stdout.write(`${recordingNames().join('\n')}\n`);
  else process.stdout.write(show(name, moment));
} catch (error) {
  if (!(error instanceof CorpusError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function show(recordingName: string, wanted: string | undefined): string {
  const { moments, published } = loadRecording(recordingName);
  const shown = moments.filter((one) => wanted === undefined || one.name === wanted);
  if (shown.length > 0) {
    return `${shown.map(screenOf).join('')}published: ${published.join(', ')}\n`;
  }
  const names = moments.map((one) => one.name).join(', ');
  const message = `${recordingName} has no moment ${String(wanted)}. It has: ${names}`;
  throw new CorpusError('recording_not_found', message);
}

function screenOf({ name: title, offset, text, registry, expected, passing }: Moment): string {
  const facts = { offset, registry, expected, ...(passing === undefined ? {} : { passing }) };
  return `===== ${title}\n${text.trimEnd()}\n----- ${JSON.stringify(facts)}\n\n`;
}
