import type { Session } from '@aegis/protocol';
import { styleFor } from '../output.ts';
import { wrap } from '../terminal/fit.ts';
import { neutraliseDeep } from '../text/neutralise.ts';
import { sessionView } from '../views/session-view.ts';

/** Lines without colours can be cut anywhere. */
const PLAIN = styleFor({}, false);

/** All that is known of a session, as lines of so many columns. `now` is epoch milliseconds. */
export function detailLines(session: Session, columns: number, now: number): string[] {
  const text = sessionView(neutraliseDeep(session), PLAIN, now);
  return wrap(text.replaceAll('\t', '  '), columns);
}
