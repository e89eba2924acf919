import { parseLine, type ControlLine } from '../protocol/parse-line.ts';
import type {
  DefunctReason,
  MachineAction,
  MachineInput,
  MachineReply,
  MachineRequest,
} from './machine-types.ts';
import { OpenBlock } from './open-block.ts';

const decoder = new TextDecoder();

interface InFlight {
  request: MachineRequest;
  blocks: (readonly Uint8Array[])[];
}

/**
 * One control client's conversation, without IO: lines and requests in, actions out.
 *
 * ```
 *   attaching --%session-changed--> ready --%exit, end of process, desync, moved--> defunct
 *       \------- %exit, end of process, desync ------------------------------------^
 * ```
 *
 * Requests are answered in order by the blocks whose flag says that they come from this client; all other blocks are
 * dropped. `next` never throws: what cannot be understood ends in `defunct`, which says so and stays silent after.
 */
export class ControlMachine {
  #phase: 'attaching' | 'ready' | 'defunct' = 'attaching';
  #joined = false;
  #sessionId: string | null = null;
  #refusal = '';
  #block: OpenBlock | null = null;
  #held: MachineRequest[] = [];
  readonly #inFlight: InFlight[] = [];

  next(input: MachineInput): MachineAction[] {
    if (this.#phase === 'defunct') return [];
    switch (input.type) {
      case 'line':
        return this.#block ? this.#insideBlock(this.#block, input.line) : this.#outside(input.line);
      case 'submit':
        return this.#submit(input.requests);
      case 'overflow':
        return this.#defunct('desync', 'a line without end');
      case 'process-ended':
        return this.#defunct('process-ended', input.detail || this.#refusal);
    }
  }

  #submit(requests: readonly MachineRequest[]): MachineAction[] {
    if (this.#phase === 'attaching') {
      this.#held.push(...requests);
      return [];
    }
    if (requests.length === 0) return [];
    this.#inFlight.push(...requests.map((request) => ({ request, blocks: [] })));
    return [{ type: 'write', text: requests.map(({ line }) => `${line}\n`).join('') }];
  }

  #outside(bytes: Uint8Array): MachineAction[] {
    const line = parseLine(bytes);
    // A client that joins in the middle of a line may see its tail first; the conversation starts at a guard.
    if (!this.#joined && line.type !== 'begin' && line.type !== 'exit') return [];
    this.#joined = true;
    return this.#onLine(line);
  }

  #onLine(line: ControlLine): MachineAction[] {
    switch (line.type) {
      case 'begin': {
        const owner = line.guard.ours ? this.#inFlight[0] : undefined;
        if (line.guard.ours && !owner) {
          return this.#defunct('desync', `a reply to nothing: %begin ${line.guard.numbers}`);
        }
        this.#block = new OpenBlock(line.guard, owner?.request ?? null);
        return [];
      }
      case 'output':
      case 'pause':
      case 'continue':
      case 'layout-change':
      case 'window-close':
        return [{ type: 'notify', notification: line }];
      case 'session-changed':
        return this.#onSession(line.sessionId);
      case 'exit':
        return this.#defunct(
          this.#phase === 'attaching' ? 'refused' : 'exit',
          line.reason ?? this.#refusal,
        );
      case 'ignored':
        return [];
      case 'unknown':
        return [{ type: 'unknown-line', line: line.text }];
      case 'text':
        return this.#defunct('desync', `text outside of a block: ${line.text.slice(0, 80)}`);
    }
  }

  #onSession(sessionId: string): MachineAction[] {
    if (this.#phase === 'ready') {
      if (sessionId === this.#sessionId) return [];
      return this.#defunct('moved', `switched to session ${sessionId}`);
    }
    this.#phase = 'ready';
    this.#sessionId = sessionId;
    const held = this.#held;
    this.#held = [];
    return [{ type: 'attached' }, ...this.#submit(held)];
  }

  #insideBlock(block: OpenBlock, line: Uint8Array): MachineAction[] {
    const step = block.take(line);
    switch (step.type) {
      case 'payload':
        return [];
      case 'lifted':
        return [{ type: 'notify', notification: step.notification }];
      case 'too-large':
        return this.#defunct('desync', 'a block without end');
      case 'closed':
        this.#block = null;
        return this.#close(block, step.ok);
    }
  }

  #close(block: OpenBlock, ok: boolean): MachineAction[] {
    if (!block.owner) {
      if (!ok) this.#refusal = textOf(block.lines);
      return [];
    }
    const [entry] = this.#inFlight;
    if (!entry) return [];
    entry.blocks.push(block.lines);
    if (ok && entry.blocks.length < entry.request.commands) return [];
    this.#inFlight.shift();
    const reply: MachineReply = ok
      ? { ok, blocks: entry.blocks }
      : { ok, sentence: textOf(block.lines) };
    return [{ type: 'reply', id: entry.request.id, reply }];
  }

  #defunct(reason: DefunctReason, detail: string): MachineAction[] {
    this.#phase = 'defunct';
    this.#block = null;
    const left = [...this.#inFlight.splice(0).map(({ request }) => request), ...this.#held];
    const unanswered = left.map(({ id }) => id);
    return [{ type: 'defunct', reason, detail, unanswered }];
  }
}

function textOf(lines: readonly Uint8Array[]): string {
  return lines.map((line) => decoder.decode(line)).join('\n');
}
