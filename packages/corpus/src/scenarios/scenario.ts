import type { ScriptedApi } from '@aegis/testkit';
import type { Expected, Published } from '../format/recording.ts';
import type { Setting } from '../format/setting.ts';

export type Step =
  | { do: 'key'; key: string }
  | { do: 'type'; text: string }
  | { do: 'wait'; ms: number }
  /** Script what depends on what Claude Code has sent; or end its process, change a file … */
  | { do: 'script'; with(scene: Scene): unknown }
  /** Until the screen shows this; on the rows that are on it, not the ones above. */
  | { do: 'until'; shows: RegExp }
  /** Wait until nothing is drawn any more, unless `live`, and mark the moment. */
  | { do: 'label'; name: string; expected: Expected; live: boolean; passing: readonly string[] };

/** Of the environment. */
export type Variables = Readonly<Record<string, string>>;

/** Texts by file name. */
export type Files = Readonly<Record<string, string>>;

/** What a step can act on. */
export interface Scene {
  api: ScriptedApi;
  workDir: string;
  /** Of Claude Code in the pane. */
  pid: number;
}

/** One run of Claude Code: prompts, keys, and what is true when. */
export interface Scenario {
  name: string;
  /** Left out: every setting. */
  appliesTo?(setting: Setting): boolean;
  /** The prompts that the steps send, and what the model does about them. */
  script(api: ScriptedApi, workDir: string, setting: Setting): void;
  /** Files that are in the work directory from the start, by name. */
  files?: Files | ((setting: Setting) => Files);
  /** Default: trusted beforehand, and past the onboarding. */
  start?: 'untrusted' | 'onboarding';
  /** Default: `--permission-mode default`. */
  claudeArgs?(setting: Setting): readonly string[];
  env?: Variables | ((setting: Setting) => Variables);
  steps(setting: Setting): readonly Step[];
  published(setting: Setting): readonly Published[];
}

export const key = (name: string): Step => ({ do: 'key', key: name });
export const type = (text: string): Step => ({ do: 'type', text });
export const wait = (ms: number): Step => ({ do: 'wait', ms });
export const script = (act: (scene: Scene) => unknown): Step => ({ do: 'script', with: act });
export const until = (shows: RegExp): Step => ({ do: 'until', shows });
export const label = (name: string, expected: Expected, passing: readonly string[] = []): Step => ({
  do: 'label',
  name,
  expected,
  live: false,
  passing,
});
export const live = (name: string, expected: Expected, passing: readonly string[] = []): Step => ({
  do: 'label',
  name,
  expected,
  live: true,
  passing,
});
/**
 * Send a prompt that the script knows, or after `!` a command of the shell. Enter in the same burst as the text would
 * be taken for a line break of a paste.
 */
export const send = (prompt: string): Step[] => [
  type(prompt),
  until(new RegExp(prompt.replace(/^!/, '').slice(-20).replaceAll(/[^\w\s]/g, String.raw`\$&`))),
  wait(400),
  key('Enter'),
];
