import { chunksOf, type ErrorStep } from '../../api/reply.ts';
import type { ModelStep, ModelTurn } from '../../model/step.ts';
import { newMessage } from '../session/conversation.ts';
import type { TurnWorld } from './turn-world.ts';
import { waitUnless } from './wait.ts';

export type ToolStep = Extract<ModelStep, { type: 'tool' }> & { readonly id: string };

/** How one answer of the model ended. */
export type TurnEnd =
  | { readonly type: 'end' }
  | { readonly type: 'tools'; readonly uses: readonly ToolStep[] }
  | { readonly type: 'refusal' }
  | { readonly type: 'max_tokens' }
  | {
      readonly type: 'error';
      readonly error: ErrorStep;
      readonly headers: Readonly<Record<string, string>>;
      /** Something of the answer had come before. */
      readonly midway: boolean;
    }
  | { readonly type: 'interrupted' };

export interface PlayedTurn {
  readonly end: TurnEnd;
  /** What it said, all pieces together. */
  readonly text: string;
}

/** The next answer of the model: says what it says, and collects the tools that it wants to use. */
export async function playTurn(
  world: TurnWorld,
  turn: ModelTurn,
  signal: AbortSignal,
): Promise<PlayedTurn> {
  const { conversation } = world;
  const usage = turn.findLast((step) => step.type === 'usage');
  const message = newMessage(stopReasonOf(turn), usage?.inputTokens ?? null);
  const headers: Record<string, string> = {};
  const uses: ToolStep[] = [];
  let text = '';
  const played = (end: TurnEnd): PlayedTurn => {
    conversation.messageDone(message);
    return { end, text };
  };
  for (const step of turn) {
    if (signal.aborted) return played({ type: 'interrupted' });
    switch (step.type) {
      case 'text': {
        const said = await say(world, step, signal);
        text += said;
        if (said !== '') conversation.block(message, { type: 'text', text: said });
        break;
      }
      case 'thinking':
        if (step.delayMs !== undefined) await waitUnless(signal, step.delayMs);
        if (step.text !== undefined) {
          const block = { type: 'thinking', thinking: step.text, signature: 'scripted' } as const;
          conversation.block(message, block);
        }
        break;
      case 'tool': {
        const id = `toolu_${message.id.slice('msg_'.length)}${uses.length}`;
        uses.push({ ...step, id });
        break;
      }
      case 'headers':
        for (const [name, value] of Object.entries(step.headers))
          headers[name.toLowerCase()] = value;
        break;
      case 'usage':
        break;
      case 'error': {
        const midway = text !== '' || uses.length > 0;
        return played({ type: 'error', error: step, headers, midway });
      }
      case 'stop':
        return played({ type: step.reason === 'end_turn' ? 'end' : step.reason });
      case 'exit':
        return world.exit(step.code);
    }
  }
  if (signal.aborted) return played({ type: 'interrupted' });
  for (const { id, name, input } of uses) {
    conversation.block(message, { type: 'tool_use', id, name, input });
  }
  return played(uses.length > 0 ? { type: 'tools', uses } : { type: 'end' });
}

/** What it will end with is in each line of the transcript. */
function stopReasonOf(turn: ModelTurn): string | null {
  const ending = turn.find((step) => step.type === 'stop' || step.type === 'error');
  if (ending?.type === 'stop') return ending.reason;
  if (ending?.type === 'error') return null;
  return turn.some((step) => step.type === 'tool') ? 'tool_use' : 'end_turn';
}

const CHUNK_SIZE = 40;

/** Draws a text, in pieces where it streams, and gives what of it was said before an interrupt. */
async function say(
  { view }: TurnWorld,
  { text, chunkDelayMs = 0, chunkSize = CHUNK_SIZE }: Extract<ModelStep, { type: 'text' }>,
  signal: AbortSignal,
): Promise<string> {
  if (chunkDelayMs === 0) {
    view.log({ type: 'said', text });
    return text;
  }
  let said = '';
  for (const chunk of chunksOf(text, chunkSize)) {
    if ((await waitUnless(signal, chunkDelayMs)) === 'interrupted') break;
    const isFirst = said === '';
    said += chunk;
    const item = { type: 'said', text: said } as const;
    if (isFirst) view.log(item);
    else view.relog(item);
  }
  return said;
}
