import type { Entry, PriceLookup } from '@aegis/transcript';
import { readEntries, SubagentReader } from '@aegis/transcript/node';
import { isMissingFile } from '../session/missing-file.ts';
import type { SessionRecord } from '../session/session-record.ts';
import { SessionUsage } from './session-usage.ts';

/**
 * What a session has used, read afresh from its transcripts and its subagents': what was written down by now. Text that a
 * rewind has left behind has cost what it cost.
 * @param onEntry each entry that is read on the way: the conversations' and, as sidechains, the subagents'
 */
export async function readUsage(
  { transcripts, usageSince }: Pick<SessionRecord, 'transcripts' | 'usageSince'>,
  prices: PriceLookup,
  onEntry: (entry: Entry) => void = () => undefined,
): Promise<SessionUsage> {
  const usage = new SessionUsage(prices, usageSince);
  const take = (entry: Entry) => {
    usage.add(entry);
    onEntry(entry);
  };
  const subagents = new SubagentReader();
  for (const { path } of transcripts) {
    if (path === null) continue;
    try {
      for await (const entry of readEntries(path)) take(entry);
    } catch (error) {
      // Claude Code makes it with the first prompt, and sweeps old ones away.
      if (!isMissingFile(error)) throw error;
    }
    await subagents.read(path, async (_file, entries) => {
      for await (const entry of entries) take(entry);
    });
  }
  return usage;
}
