import type { AegisClient } from '@aegis/client';
import type { CliIo } from '../io.ts';
import { styleFor } from '../output.ts';
import { carryOut } from './carry-out.ts';
import { followSessions } from './follow-sessions.ts';
import { createKeyParser } from './parse-keys.ts';
import { renderWatch } from './render-watch.ts';
import { stepWatch } from './step-watch.ts';
import { type Effect, initialState, type WatchInput } from './watch-state.ts';

/** How often what is drawn is drawn again, for the times that run. */
const REDRAW_MS = 1000;
const HOME = '\u001b[H';
const REST_OF_LINE = '\u001b[K';
const REST_OF_SCREEN = '\u001b[J';

/** Why the watching ended, where nothing went wrong. */
class Quit extends Error {
  override readonly name = 'Quit';
}

/** Shows the sessions on the whole terminal and does what keys say, until `q` or the end of the program. */
export async function watchOnTerminal(
  io: CliIo,
  client: AegisClient,
  options: { showEnded: boolean },
): Promise<void> {
  const { terminal, stdout } = io;
  const style = styleFor(io.env, true);
  const quit = new AbortController();
  const signal = AbortSignal.any([io.signal, quit.signal]);
  const parseKeys = createKeyParser();
  let state = initialState(terminal.size(), options);

  const draw = () => {
    const lines = renderWatch(state, style, io.now());
    stdout.write(`${HOME}${lines.join(`${REST_OF_LINE}\r\n`)}${REST_OF_LINE}${REST_OF_SCREEN}`);
  };
  const carry = (effect: Effect) => {
    if (effect.kind === 'quit') {
      quit.abort(new Quit());
      return;
    }
    void carryOut(client, effect).then((notice) => {
      if (!signal.aborted) take({ kind: 'outcome', notice });
    });
  };
  const take = (input: WatchInput) => {
    const step = stepWatch(state, input);
    state = step.state;
    draw();
    step.effects.forEach(carry);
  };

  // A server that is not there is told where the user was, not on another screen.
  await client.health({ signal });
  const giveBack = terminal.takeOver((text) => {
    for (const key of parseKeys(text)) take({ kind: 'key', key });
  });
  const stopResizing = terminal.onResize(() => take({ kind: 'resize', size: terminal.size() }));
  const stopDrawing = io.every(REDRAW_MS, draw);
  try {
    draw();
    await followSessions(client, signal, take);
  } catch (error) {
    if (!(error instanceof Quit)) throw error;
  } finally {
    stopDrawing();
    stopResizing();
    giveBack();
  }
}
