import type { RuleBook } from './rule-book.ts';

/** What the terminal's title says: builds up to 2.1.200 set a mark in it that turns while they work. */
export function readTitle({ title, wording }: RuleBook): 'work' | 'rest' | null {
  const mark = title[0] ?? '';
  if (mark === '' || title[1] !== ' ') return null;
  if (wording.titleMarks.work.includes(mark)) return 'work';
  return mark === wording.titleMarks.rest ? 'rest' : null;
}
