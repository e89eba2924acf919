import type { ErrorStep } from '../../api/reply.ts';
import { blockOf } from '../hooks/hook-decision.ts';
import { CUT_OFF, failureOf, isRetried, REFUSED, TOO_LONG, type Failure } from './failure.ts';
import { playTurn } from './play-turn.ts';
import { INTERRUPTED, runTool } from './run-tool.ts';
import type { TurnWorld } from './turn-world.ts';
import { waitUnless } from './wait.ts';

/** How a turn ended. `early`: before anything was said or done, so that the prompt goes back into the box. */
export type TurnOutcome = 'over' | 'interrupted' | 'early';

/** Answers that Claude Code lets a model give up on, before it gives up itself. */
const MOST_REFUSALS = 2;
const MOST_CUTS = 4;
/** Times in a row that a Stop hook may send the model back to work. */
const MOST_BLOCKS = 8;
const STOPPED_ONCE =
  "The model's safeguards stopped the response above · continuing once with that noted";
/** Milliseconds before a request is made again; Claude Code waits longer. */
const RETRY_MS = 50;

export interface TurnOptions {
  readonly prompt: string;
  /** Tells this prompt from the same words at another place. */
  readonly occasion: string;
}

/** From a prompt to the end of all that the model does about it. */
export async function runTurn(
  world: TurnWorld,
  { prompt, occasion }: TurnOptions,
  signal: AbortSignal,
): Promise<TurnOutcome> {
  const { view, conversation, hooks, player } = world;
  const began = performance.now();
  let [refusals, cuts, retries, blocks] = [0, 0, 0, 0];
  let hasOutput = false;
  for (let number = 0; ; number += 1) {
    const { end, text } = await playTurn(world, player.turn(prompt, number, occasion), signal);
    hasOutput ||= text !== '' || end.type === 'tools';
    switch (end.type) {
      case 'interrupted':
        return interrupt(world, hasOutput);
      case 'tools':
        for (const use of end.uses) {
          const ended = await runTool(world, use, signal);
          if (ended === 'stopped') return 'interrupted';
          if (ended === 'interrupted') {
            view.log({ type: 'outcome', text: INTERRUPTED });
            return 'interrupted';
          }
        }
        break;
      case 'refusal':
        refusals += 1;
        if (refusals >= MOST_REFUSALS) return fail(world, REFUSED, 'refusal');
        view.log({ type: 'said', text: STOPPED_ONCE });
        conversation.notice(STOPPED_ONCE);
        conversation.remark('Your response above was stopped. Do not produce that content again.');
        break;
      case 'max_tokens':
        cuts += 1;
        if (cuts >= MOST_CUTS) return fail(world, TOO_LONG);
        break;
      case 'error': {
        if (end.midway) return fail(world, CUT_OFF);
        const failure = failureOf(end.error, end.headers);
        if (failure.isLimit || !isRetried(end.error) || retries >= world.maxRetries) {
          return fail(world, failure);
        }
        retries += 1;
        if ((await retry(world, end.error, retries, signal)) === 'interrupted') {
          return interrupt(world, hasOutput);
        }
        break;
      }
      case 'end': {
        const answers = await hooks.call('Stop', {
          stop_hook_active: blocks > 0,
          last_assistant_message: text,
          background_tasks: [],
          session_crons: [],
        });
        const reason = answers.map(blockOf).find((one) => one !== null);
        if (reason != null && blocks < MOST_BLOCKS) {
          blocks += 1;
          conversation.remark(`Stop hook feedback:\n${reason}`);
          break;
        }
        const durationMs = Math.round(performance.now() - began);
        conversation.closed(durationMs);
        view.log({ type: 'closed', text: closingLine(durationMs, new Date()) });
        return 'over';
      }
    }
  }
}

function interrupt({ view, conversation }: TurnWorld, hasOutput: boolean): TurnOutcome {
  if (!hasOutput) return 'early';
  conversation.interrupted('[Request interrupted by user]');
  view.log({ type: 'outcome', text: INTERRUPTED });
  return 'interrupted';
}

async function fail(
  { view, conversation, hooks }: TurnWorld,
  failure: Failure,
  stopReason = 'stop_sequence',
): Promise<TurnOutcome> {
  const { text, error, isLimit } = failure;
  conversation.failed(failure, stopReason);
  await hooks.call('StopFailure', { error, last_assistant_message: text });
  view.log(isLimit ? { type: 'outcome', text } : { type: 'failed', text });
  if (error === 'authentication_failed') view.change({ ghost: 'Once fixed, resend your message' });
  else if (error !== 'unknown' && !isLimit)
    view.change({ ghost: 'Resend your message to try again' });
  return 'over';
}

async function retry(
  { view, maxRetries }: TurnWorld,
  { status, message, retryAfter }: ErrorStep,
  attempt: number,
  signal: AbortSignal,
): Promise<'waited' | 'interrupted'> {
  const delayMs = retryAfter === undefined ? RETRY_MS : retryAfter * 1000;
  const seconds = Math.max(1, Math.round(delayMs / 1000));
  const say = (words: string | null) => {
    const { activity } = view.state;
    if (activity !== null) view.change({ activity: { ...activity, retry: words } });
  };
  say(`${status} ${message} · retrying in ${seconds}s · attempt ${attempt}/${maxRetries}`);
  const waited = await waitUnless(signal, delayMs);
  say(null);
  return waited;
}

/** `Worked for 1m 6s · done 4:05 PM` */
function closingLine(durationMs: number, now: Date): string {
  const seconds = Math.floor(durationMs / 1000);
  const minutes = Math.floor(seconds / 60);
  const took = minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`;
  const time = now.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' });
  return `Worked for ${took} · done ${time.replaceAll(/\s/g, ' ')}`;
}
