import { createScreen, screenFromText, type Snapshot } from '@aegis/screen';
import { readScreen, type ScreenReading } from '@aegis/status';

export interface DetectSize {
  cols: number | undefined;
  rows: number | undefined;
}

export type Detected = { file: string } & Pick<
  ScreenReading,
  'status' | 'statusText' | 'dialog' | 'rule'
>;

const DEFAULT_COLS = 200;
const DEFAULT_ROWS = 50;
/** A plain capture is read whole; a screen of text is a few kilobytes. */
const LONGEST_CAPTURE_BYTES = 16 * 1024 * 1024;

export type ByteSource = AsyncIterable<Uint8Array>;

async function screenOfBytes(source: ByteSource, { cols, rows }: DetectSize): Promise<Snapshot> {
  const screen = createScreen({ cols: cols ?? DEFAULT_COLS, rows: rows ?? DEFAULT_ROWS });
  try {
    for await (const bytes of source) await screen.write(bytes);
    return screen.snapshot();
  } finally {
    screen.dispose();
  }
}

async function screenOfCapture(source: ByteSource, { cols, rows }: DetectSize): Promise<Snapshot> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const bytes of source) {
    length += bytes.length;
    if (length > LONGEST_CAPTURE_BYTES) {
      throw new RangeError(`More than ${LONGEST_CAPTURE_BYTES} bytes are no capture of a screen.`);
    }
    text += decoder.decode(bytes, { stream: true });
  }
  return screenFromText(text + decoder.decode(), {
    ...(cols === undefined ? {} : { cols }),
    ...(rows === undefined ? {} : { rows }),
  });
}

/** What the screen that a file holds says. */
export async function detectFile(
  file: string,
  source: ByteSource,
  { kind, ...size }: DetectSize & { kind: 'bytes' | 'text' },
): Promise<Detected> {
  const snapshot =
    kind === 'bytes' ? await screenOfBytes(source, size) : await screenOfCapture(source, size);
  const { status, statusText, dialog, rule } = readScreen(snapshot);
  return { file, status, statusText, dialog, rule };
}
