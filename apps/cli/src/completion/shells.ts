import type { Command } from 'commander';
import { bashScript } from './bash-script.ts';
import { commandTree } from './command-tree.ts';
import { fishScript } from './fish-script.ts';
import { type Tables, toTables } from './table-functions.ts';
import { zshScript } from './zsh-script.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (tables: Tables) => string
>;
export type Shell = keyof typeof SCRIPTS;
export const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

/** How each shell is told of it, for good. */
export const INSTALL: Record<Shell, string> = {
  bash: `echo 'eval "$(aegis completion bash)"' >> ~/.bashrc`,
  zsh: `echo 'eval "$(aegis completion zsh)"' >> ~/.zshrc   # after compinit`,
  fish: 'aegis completion fish > ~/.config/fish/completions/aegis.fish',
};

export function isShell(text: string): text is Shell {
  return text in SCRIPTS;
}

/** The script that completes this program's command lines in a shell. */
export function completionScript(program: Command, shell: Shell): string {
  return SCRIPTS[shell](toTables(commandTree(program)));
}
