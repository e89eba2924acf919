import type { ScriptedApi } from '@aegis/testkit';
import type { Expected, Published } from '../format/recording.ts';
import type { Setting } from '../format/setting.ts';

export type Step =
  | { do: 'key'; key: string }
  | { do: 'type'; text: string }
  /** Press Enter until this text is no longer in the input box. */
  | { do: 'submit'; text: string }
  | { do: 'wait'; ms: number }
  /** Script what depends on what Claude Code has sent; or end its process, change a file … */
  | { do: 'script'; with(scene: Scene): unknown }
  /** Until the screen shows this; on the rows that are on it, not the ones above. */
  | { do: 'until'; shows: RegExp | ((screen: string) => boolean) }
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
  /** Files that are in Claude Code's own directory from the start, such as the login of an account. */
  configFiles?: Files | ((setting: Setting) => Files);
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
export const until = (shows: RegExp | ((screen: string) => boolean)): Step => ({
  do: 'until',
  shows,
});
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
/** Send a prompt that the script knows, a command, or after `!` a command of the shell. */
export const send = (prompt: string): Step[] => {
  const text = prompt.replace(/^!/, '').slice(-20);
  const words = text.replaceAll(/[^\w\s]/g, String.raw`\$&`);
  const typed = until(new RegExp(String.raw`─{10}[^\n]*\n[❯>!](?:(?!─{20})[\s\S])*${words}`));
  // A command may leave the box as it is, or put a dialog right below its echo; and before its menu shows, Enter
  // would send it as a prompt.
  if (prompt.startsWith('/')) return [type(prompt), typed, wait(1500), key('Enter')];
  return [type(prompt), typed, wait(400), { do: 'submit', text }];
};
