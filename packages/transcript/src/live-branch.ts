import { apiMessage, toBlocks } from './content.ts';
import type { Entry } from './types.ts';

/** The little of an entry that the shape of the conversation depends on. */
export interface BranchNode {
  uuid: string | null;
  parentUuid: string | null;
  /** Carries on over a compaction, where `parentUuid` is null. */
  logicalParentUuid: string | null;
  isSidechain: boolean;
  kind: 'message' | 'boundary' | 'other';
  /** The API message that an assistant entry is one block of. */
  messageId: string | null;
  toolUseIds: readonly string[];
  toolResultIds: readonly string[];
}

/** For transcripts too large to hold: keep these, decide, then read the file again. */
export function toBranchNode(entry: Entry): BranchNode {
  const { uuid, parentUuid, logicalParentUuid, isSidechain, raw } = entry;
  const message = entry.type === 'user' || entry.type === 'assistant' ? apiMessage(raw) : null;
  const blocks = message === null ? [] : toBlocks(message.content);
  const ids = (pick: (block: NonNullable<(typeof blocks)[number]>) => string | null): string[] =>
    blocks.map((block) => (block === null ? null : pick(block))).filter((id) => id !== null);
  return {
    uuid,
    parentUuid,
    logicalParentUuid,
    isSidechain,
    kind: nodeKind(entry),
    messageId: entry.type === 'assistant' ? (message?.id ?? null) : null,
    toolUseIds: ids((block) => (block.type === 'tool_use' ? block.id : null)),
    toolResultIds: ids((block) => block.tool_use_id),
  };
}

function nodeKind({ type, raw }: Entry): BranchNode['kind'] {
  if (type === 'user' || type === 'assistant') return 'message';
  if (type === 'system' && raw['subtype'] === 'compact_boundary') return 'boundary';
  const attachment = raw['attachment'];
  const queued =
    typeof attachment === 'object' &&
    attachment !== null &&
    'type' in attachment &&
    attachment.type === 'queued_command';
  return type === 'attachment' && queued ? 'message' : 'other';
}

/**
 * The conversation as it stands: the entries on the way from the newest message back to the first, over
 * compactions, in file order. Left out are the branches that a rewind or an edit has left behind, and
 * subagents' entries; in a file that holds nothing else (a subagent's own) those are the conversation.
 */
export function liveBranch(entries: readonly Entry[]): Entry[] {
  const live = liveIndexes(entries.map(toBranchNode));
  return entries.filter((_, index) => live.has(index));
}

/** The same for nodes: the places in `nodes` that belong to the conversation. */
export function liveIndexes(nodes: readonly BranchNode[]): Set<number> {
  const allSidechain = nodes.every((node) => node.uuid === null || node.isSidechain);
  const belongs = (node: BranchNode): boolean => allSidechain || !node.isSidechain;
  const places = indexByUuid(nodes);
  const previousMessage = messageBefore(nodes, belongs);

  const live = new Set<number>();
  const tip = previousMessage(nodes.length);
  for (let at = tip; at !== null && !live.has(at);) {
    live.add(at);
    at = parentOf(at);
  }
  addParallelBlocks(nodes, live, belongs);
  addTrailing(nodes, live, tip);
  return dropRepeats(nodes, live);

  function parentOf(index: number): number | null {
    const node = nodes[index];
    if (node === undefined) return null;
    const parent = node.parentUuid ?? node.logicalParentUuid;
    if (parent === null) return node.kind === 'boundary' ? previousMessage(index) : null;
    // A parent is written before its child. A uuid that stands there twice was copied by a compaction, and
    // one that stands only further down would lead round in a circle.
    const place = places.get(parent)?.findLast((candidate) => candidate < index);
    // Where the parent's line is missing or unreadable, the newest message before it is the best there is.
    return place ?? previousMessage(index);
  }
}

function indexByUuid(nodes: readonly BranchNode[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  nodes.forEach(({ uuid }, index) => {
    if (uuid === null) return;
    const known = places.get(uuid);
    if (known) known.push(index);
    else places.set(uuid, [index]);
  });
  return places;
}

/** For each index, the newest message or boundary of the conversation that stands before it. */
function messageBefore(
  nodes: readonly BranchNode[],
  belongs: (node: BranchNode) => boolean,
): (index: number) => number | null {
  const newest: (number | null)[] = [];
  let last: number | null = null;
  nodes.forEach((node, index) => {
    newest.push(last);
    if (node.uuid !== null && node.kind !== 'other' && belongs(node)) last = index;
  });
  newest.push(last);
  return (index) => newest[index] ?? null;
}

/**
 * Parallel tool calls are blocks of one API message; each result hangs on its own call, and only one of them
 * is on the way back. The rest belongs as well.
 */
function addParallelBlocks(
  nodes: readonly BranchNode[],
  live: Set<number>,
  belongs: (node: BranchNode) => boolean,
): void {
  const messageIds = new Set<string>();
  const toolUseIds = new Set<string>();
  for (const index of live) {
    const id = nodes[index]?.messageId;
    if (id != null) messageIds.add(id);
  }
  nodes.forEach((node, index) => {
    if (!belongs(node) || node.messageId === null || !messageIds.has(node.messageId)) return;
    live.add(index);
    for (const id of node.toolUseIds) toolUseIds.add(id);
  });
  nodes.forEach((node, index) => {
    if (belongs(node) && node.toolResultIds.some((id) => toolUseIds.has(id))) live.add(index);
  });
}

/** What a command printed, or a notice, after the last message: no message hangs on it yet. */
function addTrailing(nodes: readonly BranchNode[], live: Set<number>, tip: number | null): void {
  if (tip === null) return;
  const uuids = new Set([nodes[tip]?.uuid]);
  for (let index = tip + 1; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node?.uuid == null || node.parentUuid === null || !uuids.has(node.parentUuid)) continue;
    uuids.add(node.uuid);
    live.add(index);
  }
}

function dropRepeats(nodes: readonly BranchNode[], live: Set<number>): Set<number> {
  const seen = new Set<string>();
  const kept = [...live]
    .sort((a, b) => a - b)
    .filter((index) => {
      const uuid = nodes[index]?.uuid ?? null;
      if (uuid === null || seen.has(uuid)) return false;
      seen.add(uuid);
      return true;
    });
  return new Set(kept);
}
