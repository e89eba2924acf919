import type { ListDialog } from './list-dialog.ts';
import type { QuestionDialog } from './question-dialog.ts';

/** What stands in the place of the box and waits for a key. */
export type Dialog = ListDialog | QuestionDialog | { readonly type: 'help' };
