import type { AegisClient } from '@aegis/client';
import { LIVE_SOURCES, type LiveSource } from '../completion/value-source.ts';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine } from '../text/neutralise.ts';

/** Who presses a key waits no longer for words; no words are then better than late ones. */
const TIMEOUT_MS = 1500;
/** What no shell does anything with; a session with another name is offered by its id. */
const PLAIN = /^[\w.@+/#-]+$/;

type Offer = [word: string, what: string];

async function offers(
  client: AegisClient,
  source: LiveSource,
  signal: AbortSignal,
): Promise<Offer[]> {
  switch (source) {
    case 'sessions': {
      const { sessions } = await client.listSessions({}, { signal });
      const names = sessions.map(({ name }) => name);
      return sessions.flatMap(({ id, name, status }): Offer[] => {
        // A name that several have means none of them.
        const isClear = PLAIN.test(name) && names.indexOf(name) === names.lastIndexOf(name);
        return [
          ...(isClear ? [[name, status] satisfies Offer] : []),
          [id, isClear ? status : `${oneLine(name)}, ${status}`],
        ];
      });
    }
    case 'templates': {
      const { templates } = await client.listTemplates({ signal });
      return templates.map(({ id, description }) => [id, oneLine(description ?? '')]);
    }
    case 'pipelines': {
      const { pipelines } = await client.listPipelines({}, { signal });
      return pipelines.map(({ id, name, status }) => [id, `${oneLine(name)}, ${status}`]);
    }
    case 'keys': {
      const { entries } = await client.listMemory({}, { signal });
      return entries.map(({ key }) => [key, '']);
    }
  }
}

/** Prints words for the shell that completes a command line; nothing at all where no server answers in time. */
export const complete: CommandHandler<unknown, [string]> = async (context, _flags, given) => {
  const { io, output } = context;
  const source = LIVE_SOURCES.find((known) => known === given);
  if (source === undefined) return EXIT.ok;
  try {
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const found = await offers(await context.connect(), source, signal);
    output.raw(found.map(([word, what]) => `${word}\t${what}\n`).join(''));
  } catch {
    // A message in the middle of a command line helps nobody; the command itself will say it.
  }
  return EXIT.ok;
};
