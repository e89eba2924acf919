import { createScreen } from '@aegis/screen';
import { expect, test } from 'vitest';
import { loadRecording, recordingNames } from './format/files.ts';
import type { Recording } from './format/recording.ts';

test.each(recordingNames())('tmux saw %s as our emulation does', async (name) => {
  const { moments, ...recording } = loadRecording(name);
  const emulated = await emulate(recording, moments);
  expect(emulated).toEqual(moments.map((moment) => [moment.name, rowsOf(moment.text)]));
});

async function emulate(
  { bytes, setting: { cols, rows } }: Omit<Recording, 'moments'>,
  moments: Recording['moments'],
): Promise<[string, string[]][]> {
  const screen = createScreen({ cols, rows });
  const seen: [string, string[]][] = [];
  let from = 0;
  for (const { name, offset } of moments) {
    await screen.write(bytes.subarray(from, offset));
    from = offset;
    seen.push([name, screen.snapshot().lines.map((line) => trimmed(line.text))]);
  }
  screen.dispose();
  return seen;
}

function rowsOf(text: string): string[] {
  return text.split('\n').map(trimmed);
}

/** tmux leaves out blanks at the end of a row. */
function trimmed(row: string): string {
  return row.replace(/ +$/, '');
}
