import type { LastTurn } from '@aegis/protocol';
import * as v from 'valibot';
import { blockText } from './block-text.ts';
import { apiMessage, toBlocks } from './content.ts';
import { trueOrFalse } from './fields.ts';
import type { Entry, TurnEffect } from './types.ts';
import { userEntry, type UserEntry } from './user-entry.ts';
import type { UserText } from './user-text.ts';

/** Claude Code writes these when a turn is over. */
const END_SUBTYPES = ['stop_hook_summary', 'turn_duration'];

/** A usage limit of the account lasts for hours; an overloaded or busy API does not. */
const ACCOUNT_LIMIT = /\b(?:usage|session|weekly|\d-hour) limit\b|\blimit reached\b/i;

const assistantFields = v.object({ isApiErrorMessage: trueOrFalse });

/**
 * What one entry says about the turn that it belongs to. Subagents' entries say nothing about it.
 * For a whole transcript take the newest that is not `none`; see {@link lastTurnEffect}.
 */
export function turnEffect(entry: Entry): TurnEffect {
  if (entry.isSidechain) return 'none';
  if (entry.type === 'assistant') return assistantEffect(entry);
  if (entry.type === 'system') {
    return END_SUBTYPES.includes(String(entry.raw['subtype'])) ? 'finished' : 'none';
  }
  const user = userEntry(entry);
  return user === null ? 'none' : userEffect(user);
}

function assistantEffect(entry: Entry): TurnEffect {
  const message = apiMessage(entry.raw);
  if (message === null) return 'none';
  if (v.parse(assistantFields, entry.raw).isApiErrorMessage) return 'failed';
  if (message.stopReason === 'refusal') return 'failed';
  const over = message.stopReason === 'end_turn' || message.stopReason === 'stop_sequence';
  return over ? 'finished' : 'open';
}

const OPENING: readonly UserText['kind'][] = ['prompt', 'notification'];

function userEffect(user: UserEntry): TurnEffect {
  let effect: TurnEffect = 'none';
  for (const block of user.blocks) {
    if (block === null) continue;
    const kind = block.type === 'text' ? user.classify(block.text ?? '').kind : 'prompt';
    if (kind === 'interrupt') return 'interrupted';
    if (OPENING.includes(kind)) effect = 'open';
  }
  return user.beginsTurn ? 'open' : effect;
}

/** The state of the newest turn: a closing remark after a failure or an interrupt does not make it a success. */
export function lastTurnEffect(entries: readonly Entry[]): TurnEffect {
  let closing: TurnEffect = 'none';
  for (const entry of entries.toReversed()) {
    const effect = turnEffect(entry);
    if (effect === 'none') continue;
    if (entry.type === 'system') closing = effect;
    else return closing === 'finished' && effect === 'open' ? closing : effect;
  }
  return closing;
}

/** How an entry ends a turn, in the words of a session's `lastTurn`; null for one that ends none. */
export function turnEnd(entry: Entry): Pick<LastTurn, 'outcome' | 'error'> | null {
  const effect = turnEffect(entry);
  if (effect === 'none' || effect === 'open') return null;
  if (effect === 'finished') return { outcome: 'completed', error: null };
  if (effect === 'interrupted') return { outcome: 'interrupted', error: null };
  const message = apiMessage(entry.raw);
  const text = toBlocks(message?.content)
    .map((block) => (block === null ? '' : blockText(block)))
    .join('\n');
  if (message?.stopReason === 'refusal') return { outcome: 'refused', error: text };
  return { outcome: ACCOUNT_LIMIT.test(text) ? 'limited' : 'failed', error: text };
}
