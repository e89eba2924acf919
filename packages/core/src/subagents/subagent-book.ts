import { toTimestamp, type Subagent } from '@aegis/protocol';
import {
  subagentNews,
  toMessages,
  turnEffect,
  type Entry,
  type SubagentNews,
} from '@aegis/transcript';
import type { SubagentFile } from '@aegis/transcript/node';
import type { HookCall } from '../hooks/hook-body.ts';
import { SidechainIds } from './sidechain-ids.ts';

interface Known {
  id: string;
  type: string | null;
  description: string | null;
  /** The call that asked for it. */
  toolUseId: string | null;
  startedAt: number | null;
  endedAt: number | null;
  lastWrittenAt: number | null;
  messages: number;
  /** By hooks and by the main conversation; null where neither has said anything. */
  state: Subagent['state'] | null;
  /** What its own last words say. */
  isOver: boolean;
}

type Asked = Omit<Extract<SubagentNews, { type: 'asked' }>, 'type'>;

/** Subagents that are kept of one session; the oldest that are done go first. */
const MOST_KNOWN = 500;
const MOST_ASKED = 200;

/** What is known of Claude Code's own subagents in one session: from its hooks, the main conversation, and their own transcripts. */
export class SubagentBook {
  readonly #known = new Map<string, Known>();
  readonly #asked: Asked[] = [];
  readonly #sidechains = new SidechainIds();

  /** A hook; only those of subagents say anything. @param now epoch milliseconds */
  hear({ event, agentId, agentType }: HookCall, now: number): void {
    if (agentId === null) return;
    const known = this.#get(agentId);
    known.type ??= agentType;
    if (event === 'SubagentStop') {
      known.startedAt ??= now;
      this.#end(known, now);
      return;
    }
    // Any other call of it shows that it runs.
    known.state = 'running';
    known.endedAt = null;
    known.startedAt ??= now;
  }

  /** An entry of the main conversation; versions before 2.1 write their subagents' lines into it. */
  read(entry: Entry): void {
    if (entry.isSidechain) {
      const id = this.#sidechains.idOf(entry);
      if (id !== null) this.#take(this.#get(id), entry);
      return;
    }
    for (const news of subagentNews(entry)) this.#note(news, timeOf(entry));
  }

  /** A subagent's own transcript is there, with what stands beside it. */
  meet({ id, meta }: Pick<SubagentFile, 'id' | 'meta'>): void {
    const known = this.#get(id);
    known.type ??= meta?.agentType ?? null;
    known.description ??= meta?.description ?? null;
    known.toolUseId ??= meta?.toolUseId ?? null;
  }

  /** An entry of it. */
  readOwn(id: string, entry: Entry): void {
    this.#take(this.#get(id), entry);
  }

  /**
   * In the order in which they began.
   * @param session whether its process runs, and since when (epoch milliseconds): no subagent outlives that
   */
  list(session: { isAlive: boolean; since: number }): Subagent[] {
    return [...this.#known.values()]
      .sort((one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0))
      .map((known) => {
        const state = stateOf(known, session);
        const endedAt = state === 'running' ? null : (known.endedAt ?? known.lastWrittenAt);
        return {
          id: known.id,
          type: known.type,
          description: known.description,
          state,
          startedAt: known.startedAt === null ? null : toTimestamp(known.startedAt),
          endedAt: endedAt === null ? null : toTimestamp(endedAt),
          messages: known.messages,
        };
      });
  }

  #note(news: SubagentNews, at: number | null): void {
    if (news.type === 'asked') {
      this.#asked.push(news);
      if (this.#asked.length > MOST_ASKED) this.#asked.shift();
      return;
    }
    if (news.type === 'ended') {
      // A task in the background may be a shell as well.
      const known = this.#known.get(news.agentId);
      if (known) this.#end(known, at);
      return;
    }
    const known =
      news.agentId === null
        ? [...this.#known.values()].find(({ toolUseId }) => toolUseId === news.toolUseId)
        : this.#get(news.agentId);
    if (!known) return;
    this.#describe(known, ({ toolUseId }) => toolUseId === news.toolUseId);
    if (!news.running) this.#end(known, at);
    else if (known.state === null) known.startedAt ??= at;
  }

  #take(known: Known, entry: Entry): void {
    const at = timeOf(entry);
    if (known.messages === 0 && entry.type === 'user') {
      const prompt = toMessages(entry)[0]?.text;
      this.#describe(known, (asked) => asked.prompt === prompt);
    }
    known.messages += toMessages(entry).length;
    if (at !== null) {
      known.startedAt = Math.min(known.startedAt ?? at, at);
      known.lastWrittenAt = Math.max(known.lastWrittenAt ?? at, at);
    }
    // Of itself the conversation is no sidechain.
    const effect = turnEffect({ ...entry, isSidechain: false });
    if (effect !== 'none') known.isOver = effect !== 'open';
  }

  #describe(known: Known, isIts: (asked: Asked) => boolean): void {
    const asked = this.#asked.find(isIts);
    if (!asked) return;
    known.type ??= asked.agentType;
    known.description ??= asked.description;
    known.toolUseId ??= asked.toolUseId;
  }

  #end(known: Known, at: number | null): void {
    if (known.state === 'done') return;
    known.state = 'done';
    known.endedAt = at;
  }

  #get(id: string): Known {
    const known = this.#known.get(id) ?? {
      ...{ id, type: null, description: null, toolUseId: null },
      ...{ startedAt: null, endedAt: null, lastWrittenAt: null },
      ...{ messages: 0, state: null, isOver: false },
    };
    this.#known.set(id, known);
    if (this.#known.size > MOST_KNOWN) this.#forgetOne(id);
    return known;
  }

  #forgetOne(newest: string): void {
    const others = [...this.#known.values()].filter(({ id }) => id !== newest);
    const oldest = others.find(({ state, isOver }) => state === 'done' || isOver) ?? others[0];
    if (oldest) this.#known.delete(oldest.id);
  }
}

function stateOf(
  { state, isOver, lastWrittenAt }: Known,
  { isAlive, since }: { isAlive: boolean; since: number },
): Subagent['state'] {
  if (!isAlive) return 'done';
  if (state !== null) return state;
  return isOver || (lastWrittenAt ?? 0) < since ? 'done' : 'running';
}

function timeOf({ timestamp }: Entry): number | null {
  const time = timestamp === null ? NaN : Date.parse(timestamp);
  return Number.isNaN(time) ? null : time;
}
