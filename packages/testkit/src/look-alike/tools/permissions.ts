import { dirname, relative } from 'node:path';
import type { PermissionUpdate } from '../hooks/hook-decision.ts';
import type { PermissionMode } from '../screen/screen-state.ts';
import { askedCommands, changesFilesOnly, ruleTakes } from './bash-rules.ts';

interface Rule {
  readonly toolName: string;
  readonly content: string | null;
}

export type Verdict = 'allow' | 'ask' | 'deny';

const FILE_TOOLS = new Set(['Edit', 'Write', 'NotebookEdit']);
/** Asked in every mode: a person's word is what they are for. */
const ALWAYS_ASKED = new Set(['AskUserQuestion', 'ExitPlanMode']);
const NEVER_ASKED = new Set(['Agent', 'Glob', 'Grep', 'TodoWrite']);

/** What the session may do without a question. */
export class Permissions {
  mode: PermissionMode;
  readonly #workDir: string;
  readonly #rules: Rule[];
  readonly #folders: string[] = [];

  constructor(mode: PermissionMode, allowed: readonly string[], workDir: string) {
    this.mode = mode;
    this.#workDir = workDir;
    this.#rules = allowed.map(parseRule);
  }

  /** Remembers what a person or a hook granted for longer. */
  update(updates: readonly PermissionUpdate[]): void {
    for (const update of updates) {
      if (update.type === 'setMode') this.mode = update.mode;
      else if (update.type === 'addDirectories') this.#folders.push(...update.directories);
      else {
        const rules = update.rules.map(({ toolName, ruleContent = null }) => ({
          toolName,
          content: ruleContent,
        }));
        this.#rules.push(...rules);
      }
    }
  }

  verdict(toolName: string, input: Readonly<Record<string, unknown>>): Verdict {
    if (ALWAYS_ASKED.has(toolName)) return 'ask';
    if (NEVER_ASKED.has(toolName) || this.#isAllowed(toolName, input)) return 'allow';
    switch (this.mode) {
      case 'bypassPermissions':
      case 'auto':
        return 'allow';
      case 'dontAsk':
        return 'deny';
      case 'acceptEdits':
        return this.#isEdit(toolName, input) ? 'allow' : 'ask';
      case 'default':
      case 'plan':
        return 'ask';
    }
  }

  #isAllowed(toolName: string, input: Readonly<Record<string, unknown>>): boolean {
    const rules = this.#rules.filter((rule) => rule.toolName === toolName);
    if (rules.some(({ content }) => content === null)) return true;
    if (toolName === 'Bash') {
      const script = textOf(input, 'command');
      if (this.#folders.includes(this.#workDir) && changesFilesOnly(script)) return true;
      return askedCommands(script).every((command) =>
        rules.some(({ content }) => content !== null && ruleTakes(content, command)),
      );
    }
    if (toolName === 'Read') return this.#isInside(textOf(input, 'file_path'));
    if (toolName === 'WebFetch') {
      const url = textOf(input, 'url');
      const host = URL.canParse(url) ? new URL(url).host : url;
      return rules.some(({ content }) => content === `domain:${host}`);
    }
    return false;
  }

  #isEdit(toolName: string, input: Readonly<Record<string, unknown>>): boolean {
    if (toolName === 'Bash') return changesFilesOnly(textOf(input, 'command'));
    return FILE_TOOLS.has(toolName) && this.#isInside(textOf(input, 'file_path'));
  }

  #isInside(path: string): boolean {
    return [this.#workDir, ...this.#folders].some((folder) => {
      const inside = relative(folder, dirname(path));
      return inside === '' || !(inside.startsWith('..') || inside.startsWith('/'));
    });
  }
}

function parseRule(text: string): Rule {
  const [, toolName = text, content] = /^([\w-]+)\((.*)\)$/s.exec(text) ?? [];
  return { toolName, content: content ?? null };
}

export function textOf(input: Readonly<Record<string, unknown>>, field: string): string {
  const value = input[field];
  return typeof value === 'string' ? value : '';
}
