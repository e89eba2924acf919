import { memoryBodySchema, memoryQuerySchema, parseRequest } from '@aegis/protocol';
import type { CliIo } from '../io.ts';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../usage-error.ts';
import { memoryTable, memoryValue } from '../views/memory-table.ts';
import { readText } from './read-text.ts';

export interface MemorySetFlags {
  parse?: true;
  ttl?: string;
}

export const memoryGet: CommandHandler<unknown, [string]> = async (context, _flags, key) => {
  const { io, output } = context;
  const client = await context.connect();
  const entry = await client.getMemory(key, { signal: io.signal });
  output.answer(entry, ({ value }) => memoryValue(value));
  return EXIT.ok;
};

async function valueFrom(io: CliIo, given: string | undefined, parse: boolean): Promise<unknown> {
  if (given === undefined && io.stdinIsTty) throw new UsageError('Give the value, or pipe it in.');
  const text = given === undefined || given === '-' ? await readText(io) : given;
  if (!parse) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--parse: the value is not JSON: ${why}.`);
  }
}

/** Seconds, of which the server knows whole ones alone. */
function secondsOf(ttl: string | undefined): number | undefined {
  return ttl === undefined ? undefined : Math.ceil(parseDuration(ttl) / 1000);
}

export const memorySet: CommandHandler<MemorySetFlags, [string, string | undefined]> = async (
  context,
  { parse = false, ttl },
  key,
  given,
) => {
  const { io, output } = context;
  const ttlSeconds = secondsOf(ttl);
  const body = parseRequest(
    memoryBodySchema,
    { key, value: await valueFrom(io, given, parse), ttlSeconds },
    'entry',
  );
  const client = await context.connect();
  const entry = await client.setMemory(body, { signal: io.signal });
  output.answer(entry, ({ expiresAt }) =>
    expiresAt === null ? `Set ${entry.key}` : `Set ${entry.key} until ${expiresAt}`,
  );
  return EXIT.ok;
};

export const memoryLs: CommandHandler<unknown, [string | undefined]> = async (
  context,
  _flags,
  prefix,
) => {
  const { io, output } = context;
  const client = await context.connect();
  const query = parseRequest(memoryQuerySchema, { prefix }, 'command line');
  const list = await client.listMemory(query, { signal: io.signal });
  output.answer(list, ({ entries }, style) => memoryTable(entries, style, io.now()));
  return EXIT.ok;
};

export const memoryRm: CommandHandler<unknown, [string[]]> = async (context, _flags, keys) => {
  const { io, output } = context;
  const client = await context.connect();
  for (const key of keys) {
    const answer = await client.deleteMemory(key, { signal: io.signal });
    output.item({ ...answer, key }, (removed) => `Removed ${removed.key}`);
  }
  return EXIT.ok;
};
