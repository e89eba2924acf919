import type { ScreenExplained } from '@aegis/protocol';
import { createScreen, screenFromText, type Snapshot } from '@aegis/screen';
import { explainScreen, type ScreenReading } from '@aegis/status';

export interface DetectSize {
  cols: number | undefined;
  rows: number | undefined;
}

export type Detected = { file: string } & Pick<
  ScreenReading,
  'status' | 'statusText' | 'dialog' | 'rule'
>;

export type Explained = Detected & { explanation: ScreenExplained };

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

export interface DetectOptions extends DetectSize {
  kind: 'bytes' | 'text';
  /** Of the Claude Code that drew it; null: found out from the screen. */
  version: string | null;
  /** Also say how it was read. */
  explain: boolean;
}

/** What the screen that a file holds says. */
export async function detectFile(
  file: string,
  source: ByteSource,
  { kind, version, explain, ...size }: DetectOptions,
): Promise<Detected | Explained> {
  const snapshot =
    kind === 'bytes' ? await screenOfBytes(source, size) : await screenOfCapture(source, size);
  const { reading, ...steps } = explainScreen(snapshot, { version });
  const { status, statusText, dialog, rule } = reading;
  const detected = { file, status, statusText, dialog, rule };
  if (!explain) return detected;
  const { cols, lines } = snapshot;
  const { activity } = reading;
  const explanation = {
    ...steps,
    ...{ status, statusText, rule, activity, cols },
    dialog: dialog && { ...dialog, options: [...dialog.options] },
    rows: lines.map(({ text }) => text),
  };
  return { ...detected, explanation };
}
