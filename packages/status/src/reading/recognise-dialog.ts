import type { DialogWording, Wording } from '../wording/types.ts';
import { matches } from './match.ts';
import type { RuleBook } from './rule-book.ts';

export interface DialogHead {
  title: string;
  asked: string;
  body: string;
  /** The first row stands where titles do; deeper, it is the body of a dialog whose title is not drawn yet. */
  isTitled: boolean;
}

export interface Recognised {
  entry: DialogWording;
  /** What follows the beginning of the title that the wording knows: `Edit file ` and then a path. */
  behindTitle: string;
}

/** By title; a permission dialog whose title no entry knows is known by its question. */
export function recogniseDialog(
  { title, asked, body, isTitled }: DialogHead,
  rules: RuleBook,
): Recognised | null {
  const { wording } = rules;
  for (const entry of wording.dialogs) {
    const known = entry.titles.find((one) => matches(one, title));
    if (known === undefined) continue;
    const isAsked =
      (entry.questions === undefined || startsWithAny(asked, entry.questions)) &&
      (entry.contains === undefined || body.includes(entry.contains));
    const why = `the title is "${title}", and it asks "${asked}"`;
    if (!rules.holds(`dialog.${entry.activity ?? entry.name}`, isAsked, () => why)) continue;
    const behindTitle = known.endsWith('*') ? title.slice(known.length - 1).trim() : '';
    return { entry, behindTitle };
  }
  const isPermission = isTitled && startsWithAny(asked, wording.permissionQuestions);
  const why = `no entry knows the title "${title}"; it asks "${asked}"`;
  if (!rules.holds('dialog.tool', isPermission, () => why)) return null;
  // Without a title of its own, a question that only one dialog asks tells which it is.
  const only = title === asked ? askedByOne(asked, wording) : null;
  return { entry: only ?? unnamedTool(title, wording), behindTitle: '' };
}

export function askedByOne(asked: string, wording: Wording): DialogWording | null {
  const entries = wording.dialogs.filter((one) => startsWithAny(asked, one.questions ?? []));
  return entries.length === 1 ? (entries[0] ?? null) : null;
}

export function unnamedTool(title: string, wording: Wording): DialogWording {
  return {
    name: 'tool',
    kind: 'permission',
    status: 'permission_prompt',
    titles: [title],
    questions: wording.permissionQuestions,
    toolName: null,
    subject: 'in-frame',
  };
}

export function startsWithAny(text: string, beginnings: readonly string[]): boolean {
  return beginnings.some((beginning) => text.startsWith(beginning));
}
