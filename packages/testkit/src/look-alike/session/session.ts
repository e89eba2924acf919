import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { boxWith, editBox, EMPTY_BOX, submittedText } from '../box/box.ts';
import { commandOf, isKnownCommand, matchingCommands } from '../commands.ts';
import { HookCaller } from '../hooks/hook-caller.ts';
import { blockOf } from '../hooks/hook-decision.ts';
import type { Hooks } from '../hooks/hook-settings.ts';
import type { Registry } from '../files/registry.ts';
import type { Key } from '../keys/key.ts';
import { PACE } from '../pace.ts';
import type { PermissionMode } from '../screen/screen-state.ts';
import { Permissions } from '../tools/permissions.ts';
import { runBash } from '../tools/run-bash.ts';
import { runTurn, type TurnOutcome } from '../turn/run-turn.ts';
import { INTERRUPTED } from '../turn/run-tool.ts';
import type { ScriptPlayer } from '../turn/script-player.ts';
import type { TurnWorld } from '../turn/turn-world.ts';
import { ActivityTimer } from './activity-timer.ts';
import { Conversation, type ConversationOptions } from './conversation.ts';
import type { View } from './view.ts';

export interface SessionOptions {
  readonly view: View;
  readonly registry: Registry;
  readonly hooks: Hooks;
  readonly player: ScriptPlayer;
  readonly place: ConversationOptions;
  readonly mode: PermissionMode;
  readonly allowed: readonly string[];
  readonly maxRetries: number;
  /** Ends the program, with these words on the terminal. */
  readonly leave: (code: number, words: string) => never;
}

/** Modes in the order of Shift+Tab. */
const CYCLE: readonly PermissionMode[] = ['default', 'acceptEdits', 'plan', 'auto'];
/** Milliseconds in which a second Ctrl-C or Ctrl-D ends the program. */
const AGAIN_MS = 1_000;
const IDLE_NOTICE_MS = 60_000;

/** A session from its first frame on: takes keys, and runs what they ask for. */
export class Session {
  readonly #options: SessionOptions;
  readonly #view: View;
  readonly #hooks: HookCaller;
  readonly #permissions: Permissions;
  readonly #activity: ActivityTimer;
  #conversation: Conversation;
  #turn: AbortController | null = null;
  #occasions = 0;
  #leaving: 'C-c' | 'C-d' | null = null;
  #idleNotice: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions) {
    const { view, place, mode, allowed } = options;
    this.#options = options;
    this.#view = view;
    this.#permissions = new Permissions(mode, allowed, place.workDir);
    this.#activity = new ActivityTimer(view);
    this.#conversation = new Conversation(place);
    this.#hooks = new HookCaller(options.hooks, () => ({
      session_id: this.#conversation.sessionId,
      transcript_path: this.#conversation.transcript.path,
      cwd: place.workDir,
      prompt_id: this.#conversation.promptId,
      permission_mode: this.#permissions.mode,
    }));
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  /** Shows itself, and begins with the first prompt. */
  async start(prompt: string | null, source: 'startup' | 'resume'): Promise<void> {
    await sleep(PACE.ready);
    this.#tellIdle();
    await this.#hooks.call('SessionStart', { source });
    if (prompt !== null) this.#submit(prompt);
  }

  press(key: Key): void {
    if (this.#view.isAsking) this.#view.press(key);
    else if (key.type !== 'key' || !this.#pressAction(key.key)) this.#edit(key);
  }

  /** As when the terminal goes away. */
  async end(code: number, reason: string): Promise<never> {
    this.#turn?.abort();
    await this.#hooks.call('SessionEnd', { reason });
    this.#options.registry.remove();
    const { sessionId, transcript } = this.#conversation;
    const hint = `Resume this session with:\r\nclaude --resume ${sessionId}\r\n`;
    return this.#options.leave(code, transcript.exists ? `\r\n${hint}` : '');
  }

  /** Keys that do something else than edit the box; false where this one edits it. */
  #pressAction(key: Extract<Key, { type: 'key' }>['key']): boolean {
    const { box, shortcuts } = this.#view.state;
    switch (key) {
      case 'Enter':
        this.#pressEnter();
        return true;
      case 'Escape':
        if (shortcuts) this.#view.change({ shortcuts: false });
        else if (this.#turn !== null) this.#turn.abort();
        else if (box.mode === 'shell' && box.text === '') this.#view.change({ box: EMPTY_BOX });
        return true;
      case 'BackTab':
        this.#cycleMode();
        return true;
      case 'C-c':
        if (this.#turn !== null) this.#turn.abort();
        else if (box.text !== '') this.#view.change({ box: EMPTY_BOX });
        else this.#leaveAtSecond('C-c', 'Press Ctrl-C again to exit');
        return true;
      case 'C-d':
        if (box.text !== '') return false;
        this.#leaveAtSecond('C-d', 'Press Ctrl-D again to exit');
        return true;
      case 'Up':
        this.#takeBackQueued();
        return true;
      default:
        return false;
    }
  }

  #edit(key: Key): void {
    const { box, shortcuts } = this.#view.state;
    if (key.type === 'text' && key.text === '?' && box.text === '' && box.mode === 'prompt') {
      this.#view.change({ shortcuts: !shortcuts });
      return;
    }
    this.#view.change({ box: editBox(box, key), shortcuts: false, ghost: null });
  }

  #pressEnter(): void {
    const { box } = this.#view.state;
    if (box.text.endsWith('\\')) {
      this.#view.change({ box: boxWith(`${box.text.slice(0, -1)}\n`) });
      return;
    }
    const text = submittedText(box);
    if (text.trim() === '') return;
    this.#view.change({ box: EMPTY_BOX, ghost: null, shortcuts: false });
    if (box.mode === 'shell') {
      if (this.#turn === null) void this.#runShell(text);
      else this.#view.change({ box });
      return;
    }
    const [completed] = matchingCommands(text);
    const command = completed?.name ?? commandOf(text);
    if (command === null) this.#submit(text);
    else if (this.#turn === null) void this.#runCommand(command);
    else this.#view.change({ box });
  }

  /** Prompts are told at once, and wait for the turn that runs. */
  #submit(prompt: string): void {
    if (this.#turn !== null) {
      this.#view.change({ queue: [...this.#view.state.queue, prompt] });
      void this.#hooks.call('UserPromptSubmit', { prompt });
      return;
    }
    void this.#runPrompts(prompt);
  }

  async #runPrompts(first: string): Promise<void> {
    const turn = this.#beginTurn();
    // Told before it is known whether a hook lets it through; then it is at work.
    const answers = await this.#hooks.call('UserPromptSubmit', { prompt: first });
    const blocked = answers.map(blockOf).find((reason) => reason !== null);
    if (blocked != null) {
      this.#endTurn();
      this.#view.log({
        type: 'outcome',
        text: `UserPromptSubmit operation blocked by hook: ${blocked}`,
      });
      return;
    }
    await this.#runPrompt(first, 'typed', turn);
    for (;;) {
      const [next, ...rest] = this.#view.state.queue;
      if (next === undefined) return;
      this.#view.change({ queue: rest });
      await this.#runPrompt(next, 'queued', this.#beginTurn());
    }
  }

  async #runPrompt(
    prompt: string,
    source: 'typed' | 'queued',
    turn: AbortController,
  ): Promise<void> {
    this.#view.log({ type: 'prompt', text: prompt, mark: '❯' });
    this.#options.registry.say(this.#conversation.sessionId, { status: 'busy' });
    this.#activity.start();
    this.#conversation.prompt(prompt, this.#permissions.mode, source);
    const outcome = await this.#playOut(prompt, turn.signal);
    this.#activity.stop();
    if (outcome === 'early') this.#putBack(prompt);
    this.#endTurn();
  }

  #playOut(prompt: string, signal: AbortSignal): Promise<TurnOutcome> {
    this.#occasions += 1;
    const occasion = `${this.#conversation.sessionId}/${this.#occasions}`;
    return runTurn(this.#world(), { prompt, occasion }, signal);
  }

  /** Nothing had come of it yet: it stands in the box again. */
  #putBack(prompt: string): void {
    const { log, box, queue } = this.#view.state;
    if (box.text !== '' || queue.length > 0) {
      this.#view.log({ type: 'outcome', text: INTERRUPTED });
      return;
    }
    this.#view.change({ log: log.slice(0, -1), box: boxWith(prompt) });
  }

  #beginTurn(): AbortController {
    clearTimeout(this.#idleNotice);
    const turn = new AbortController();
    this.#turn = turn;
    this.#view.change({ ghost: null, notice: null });
    return turn;
  }

  #endTurn(): void {
    this.#turn = null;
    this.#tellIdle();
  }

  #tellIdle(): void {
    this.#options.registry.say(this.#conversation.sessionId, { status: 'idle' });
    clearTimeout(this.#idleNotice);
    this.#idleNotice = setTimeout(() => {
      const notice = {
        message: 'Claude is waiting for your input',
        notification_type: 'idle_prompt',
      };
      void this.#hooks.call('Notification', notice);
    }, IDLE_NOTICE_MS).unref();
  }

  /** `!`: a command of the user's own, whose output the model then answers. */
  async #runShell(command: string): Promise<void> {
    const turn = this.#beginTurn();
    this.#view.log({ type: 'prompt', text: command, mark: '!' });
    this.#options.registry.say(this.#conversation.sessionId, { status: 'busy' });
    this.#activity.start();
    this.#conversation.shellInput(command);
    const { stdout, stderr } = await runBash(command, this.#options.place.workDir, turn.signal);
    const output = [stdout, stderr].filter((text) => text !== '').join('\n');
    this.#view.log({ type: 'outcome', text: output === '' ? '(No output)' : output });
    const told = `<bash-stdout>${stdout}</bash-stdout><bash-stderr>${stderr}</bash-stderr>`;
    this.#conversation.prompt(told, this.#permissions.mode, 'shell');
    if (!turn.signal.aborted) await this.#playOut(told, turn.signal);
    this.#activity.stop();
    this.#endTurn();
    const [next, ...rest] = this.#view.state.queue;
    if (next === undefined) return;
    this.#view.change({ queue: rest });
    await this.#runPrompts(next);
  }

  async #runCommand(command: string): Promise<void> {
    switch (command) {
      case '/exit':
      case '/quit':
        return this.end(0, 'prompt_input_exit');
      case '/clear':
        return this.#clear();
      case '/help': {
        const { registry } = this.#options;
        const { sessionId } = this.#conversation;
        registry.say(sessionId, { status: 'waiting', waitingFor: 'dialog open' });
        await this.#view.showHelp(new AbortController().signal);
        this.#tellIdle();
        return;
      }
      default:
        if (!isKnownCommand(command)) {
          this.#view.log({ type: 'prompt', text: command, mark: '❯' });
          this.#view.log({ type: 'outcome', text: `Unknown command: ${command}` });
        }
    }
  }

  /** A new conversation, in a file of its own. */
  async #clear(): Promise<void> {
    const { registry } = this.#options;
    registry.say(this.#conversation.sessionId, { status: 'busy' });
    await this.#hooks.call('SessionEnd', { reason: 'clear' });
    await sleep(PACE.command);
    this.#conversation = new Conversation({ ...this.#options.place, sessionId: randomUUID() });
    this.#view.change({ log: [] });
    registry.say(this.#conversation.sessionId, { status: 'busy' });
    this.#conversation.command('clear');
    await sleep(PACE.command);
    this.#tellIdle();
    await this.#hooks.call('SessionStart', { source: 'clear' });
  }

  #cycleMode(): void {
    const at = CYCLE.indexOf(this.#permissions.mode);
    const mode = CYCLE[(at + 1) % CYCLE.length] ?? 'default';
    this.#permissions.mode = mode;
    this.#view.change({ mode });
  }

  #takeBackQueued(): void {
    const { queue, box } = this.#view.state;
    if (queue.length === 0 || box.text !== '') return;
    this.#view.change({ queue: [], box: boxWith(queue.join('\n')) });
  }

  #leaveAtSecond(key: 'C-c' | 'C-d', notice: string): void {
    if (this.#leaving === key) {
      void this.end(0, 'prompt_input_exit');
      return;
    }
    this.#leaving = key;
    this.#view.change({ notice });
    setTimeout(() => {
      this.#leaving = null;
      this.#view.change({ notice: null });
    }, AGAIN_MS);
  }

  #world(): TurnWorld {
    const { player, registry, place, maxRetries, leave } = this.#options;
    const conversation = this.#conversation;
    return {
      view: this.#view,
      conversation,
      hooks: this.#hooks,
      player,
      permissions: this.#permissions,
      workDir: place.workDir,
      tell: (word) => registry.say(conversation.sessionId, word),
      // A crash tidies nothing up, the registry's file least of all.
      exit: (code) => leave(code, ''),
      maxRetries,
    };
  }
}
