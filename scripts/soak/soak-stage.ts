import { createAegis, socketNameFor, type AegisSession } from '@aegis/core';
import { readScreen } from '@aegis/status';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  paneOf,
  resolveClaude,
  runProcess,
  startScriptedApi,
  type Pane,
  type ScriptedApi,
} from '@aegis/testkit';
import type { HeldBack } from './held-back.ts';
import { ScreenMachine } from './screen-machine.ts';
import { Timeline } from './timeline.ts';
import { watchRegistry } from './watch-registry.ts';

/** One line of what happened, for reading a disagreement. */
export interface TraceEntry {
  at: number;
  source: 'step' | 'registry' | 'fused' | 'screen' | 'reading';
  word: string;
  /** Of a reading: what stood on the screen, without what is blank. */
  screen?: string[];
}

/** A real Claude Code, offline, under `@aegis/core`; and what CC itself, Aegis, and the screen alone say over time. */
export interface SoakStage {
  api: ScriptedApi;
  session: AegisSession;
  /** The session's pane, as a person uses it. */
  pane: Pane;
  workDir: string;
  registry: Timeline;
  fused: Timeline;
  screen: Timeline;
  heldBack: HeldBack[];
  trace: TraceEntry[];
  note(word: string): void;
  dispose(): Promise<void>;
}

export async function setSoakStage(): Promise<SoakStage> {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const state = await createOwnedDirectory();
  const work = await createWorkDir();
  home.trust(work.path);
  const trace: TraceEntry[] = [];
  const timelines = { registry: new Timeline(), fused: new Timeline(), screen: new Timeline() };
  const say = (source: 'registry' | 'fused' | 'screen', word: string, at: number, rule = '') => {
    if (timelines[source].last !== word) {
      trace.push({ at, source, word: rule === '' ? word : `${word} (${rule})` });
    }
    timelines[source].say(word, at);
  };

  const machine = new ScreenMachine(({ status, evidence }) =>
    say('screen', status, Date.now(), evidence.rule),
  );
  const heldBack: HeldBack[] = [];
  const seeHeldBack = (isHeldBack: boolean) => {
    const last = heldBack.at(-1);
    const goesOn = last?.to === Infinity;
    if (isHeldBack && !goesOn) heldBack.push({ from: Date.now(), to: Infinity });
    if (!isHeldBack && goesOn) last.to = Date.now();
  };
  let lastRule = '';
  const aegis = await createAegis({
    stateDir: state.path,
    claudeCommand: [resolveClaude()],
    env: home.env,
    readScreen: (screen) => {
      const reading = readScreen(screen);
      if (reading.rule !== lastRule) {
        trace.push({
          at: Date.now(),
          source: 'reading',
          word: `${reading.status} ${reading.rule}`,
          screen: screen.lines.map((row) => row.text).filter((text) => text.trim() !== ''),
        });
      }
      lastRule = reading.rule;
      seeHeldBack(reading.activity === 'dialog_held_back');
      machine.see(reading);
      return reading;
    },
  });
  const session = await aegis.sessions.create({
    workDir: work.path,
    claudeArgs: ['--allowedTools', 'Bash(sleep:*)'],
  });
  await session.waitFor('idle');
  const stop = new AbortController();
  const following = (async () => {
    for await (const event of session.events({ signal: stop.signal })) {
      if (event.type !== 'status-changed') continue;
      const { source, rule } = event.data.evidence;
      say('fused', event.data.to, Date.now(), source === 'screen' ? rule : `${source}: ${rule}`);
    }
  })();
  const info = session.info();
  say('fused', info.status, Date.now());
  const stopWatching = watchRegistry(home.configDir, info.pid ?? 0, ({ word, at }) => {
    const seen = `seen ${Date.now() - at} ms later`;
    say('registry', word, at, seen);
  });
  const run = async (...parameters: string[]) => {
    const argv = ['tmux', '-u', '-L', socketNameFor(state.path), ...parameters] as const;
    const { code, stdout, stderr } = await runProcess([...argv], { env: { ...home.env } });
    if (code !== 0) throw new Error(`tmux ${parameters.join(' ')}: ${stderr}`);
    return stdout;
  };
  return {
    api,
    session,
    pane: paneOf({ run }, info.paneId ?? ''),
    workDir: work.path,
    ...timelines,
    heldBack,
    trace,
    note: (word) => trace.push({ at: Date.now(), source: 'step', word }),
    async dispose() {
      stopWatching();
      machine.stop();
      await aegis.close({ killSessions: true });
      stop.abort();
      await following.catch(() => undefined);
      await home.dispose();
      await work.dispose();
      await state.dispose();
      await api.close();
    },
  };
}
