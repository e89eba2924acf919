import { createReadStream } from 'node:fs';
import type { CommandHandler } from '../context.ts';
import { type ByteSource, detectFile } from '../detect/detect-file.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { toSafeJson } from '../text/neutralise.ts';
import { UsageError } from '../usage-error.ts';

export interface DetectFlags {
  cols?: string;
  rows?: string;
  text?: true;
}

/** More than any terminal; a screen is held in memory whole. */
const LARGEST_SIZE = 1000;

function sizeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > LARGEST_SIZE) {
    throw new UsageError(`${name} ${text}: give a number from 1 to ${LARGEST_SIZE}.`);
  }
  return size;
}

async function* stdinOf(io: CliIo): AsyncGenerator<Uint8Array> {
  yield await io.readStdin();
}

function openSource(file: string, io: CliIo): ByteSource {
  return file === '-' ? stdinOf(io) : createReadStream(file);
}

/** Prints JSON with or without `--json`: it is made for other programs. */
export const detect: CommandHandler<DetectFlags, [string[]]> = async ({ io }, flags, files) => {
  const options = {
    kind: flags.text ? ('text' as const) : ('bytes' as const),
    cols: sizeOf('--cols', flags.cols),
    rows: sizeOf('--rows', flags.rows),
  };
  let exitCode: number = EXIT.ok;
  for (const file of files) {
    io.signal.throwIfAborted();
    try {
      const detected = await detectFile(file, openSource(file, io), options);
      io.stdout.write(`${toSafeJson(detected)}\n`);
    } catch (error) {
      exitCode = EXIT.failed;
      const text = error instanceof Error ? error.message : String(error);
      io.stdout.write(`${toSafeJson({ file, error: text })}\n`);
    }
  }
  return exitCode;
};
