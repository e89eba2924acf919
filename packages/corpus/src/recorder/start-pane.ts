import { fileURLToPath } from 'node:url';
import type { TmuxSandbox } from '@aegis/testkit';
import type { Setting } from '../format/setting.ts';
import type { Scenario } from '../scenarios/scenario.ts';

export interface PaneStart {
  tmux: TmuxSandbox;
  scenario: Scenario;
  setting: Setting;
  executable: string;
  workDir: string;
  /** Where the chunks go. */
  log: string;
  env: Readonly<Record<string, string>>;
}

/** What keeps news of the machine and of the network off the screens. */
const PLAIN = {
  LANG: 'C.UTF-8',
  COLORTERM: 'truecolor',
  DISABLE_INSTALLATION_CHECKS: '1',
  CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: '1',
  CLAUDE_CODE_DISABLE_FEEDBACK_SURVEY: '1',
} as const;

/** Starts Claude Code in a pane whose every byte is written down, and gives its process id. */
export async function startPane(start: PaneStart): Promise<number> {
  const { tmux, scenario, setting, executable, workDir, log } = start;
  const { env: own = {} } = scenario;
  const environment = {
    ...start.env,
    ...PLAIN,
    CLAUDE_CODE_NO_FLICKER: setting.renderer === 'fullscreen' ? '1' : '0',
    ...(typeof own === 'function' ? own(setting) : own),
  };
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const parameters = scenario.claudeArgs?.(setting) ?? ['--permission-mode', 'default'];
  // Nothing may be drawn before the pipe is there, so the pane waits for a word.
  const pid = await tmux.run(
    ...['new-session', '-d', '-P', '-F', '#{pane_pid}'],
    ...['-x', String(setting.cols), '-y', String(setting.rows), '-c', workDir, '--'],
    ...['sh', '-c', 'tmux wait-for go; exec env -u PWD "$@"', 'sh'],
    ...[...assignments, executable, ...parameters],
  );
  await tmux.run('set', '-g', 'status', 'off');
  await tmux.run('set', '-g', 'remain-on-exit', 'on');
  // Else tmux itself writes a line into a pane whose process has ended.
  await tmux.run('set', '-g', 'remain-on-exit-format', '');
  const writer = fileURLToPath(import.meta.resolve('./timestamp-chunks.mjs'));
  await tmux.run('pipe-pane', `${process.execPath} ${writer} ${log}`);
  await tmux.run('wait-for', '-S', 'go');
  return Number(pid);
}
