import { createReadStream } from 'node:fs';
import type { CommandHandler } from '../context.ts';
import {
  type ByteSource,
  type Detected,
  detectFile,
  type Explained,
} from '../detect/detect-file.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { toSafeJson } from '../text/neutralise.ts';
import { UsageError } from '../usage-error.ts';
import { detectView } from '../views/detect-view.ts';

export interface DetectFlags {
  cols?: string;
  rows?: string;
  text?: true;
  explain?: true;
  claude?: string;
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

function versionOf(text: string | undefined): string | null {
  if (text === undefined || /^\d{1,5}\.\d{1,5}\.\d{1,6}$/.test(text)) return text ?? null;
  throw new UsageError(`--claude ${text}: give a version of Claude Code, such as 2.1.330.`);
}

async function* stdinOf(io: CliIo): AsyncGenerator<Uint8Array> {
  yield await io.readStdin();
}

function openSource(file: string, io: CliIo): ByteSource {
  return file === '-' ? stdinOf(io) : createReadStream(file);
}

/** Prints JSON with or without `--json`, being made for other programs; only `--explain` is for people without it. */
export const detect: CommandHandler<DetectFlags, [string[]]> = async (context, flags, files) => {
  const { io, output } = context;
  const options = {
    kind: flags.text ? ('text' as const) : ('bytes' as const),
    cols: sizeOf('--cols', flags.cols),
    rows: sizeOf('--rows', flags.rows),
    version: versionOf(flags.claude),
    explain: flags.explain === true,
  };
  const isForPeople = options.explain && !output.json;
  const tell = (result: Detected | Explained | { file: string; error: string }) => {
    if (isForPeople) output.item(result, detectView);
    else io.stdout.write(`${toSafeJson(result)}\n`);
  };
  let exitCode: number = EXIT.ok;
  for (const file of files) {
    io.signal.throwIfAborted();
    try {
      tell(await detectFile(file, openSource(file, io), options));
    } catch (error) {
      exitCode = EXIT.failed;
      tell({ file, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return exitCode;
};
