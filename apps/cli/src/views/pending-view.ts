import type { Pending, Question, Session } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { shellQuote } from '../text/shell-quote.ts';
import { toolInputView } from './tool-input.ts';

function optionRows(pending: Pending): string {
  return pending.options.map(({ label }, index) => `${index + 1}. ${oneLine(label)}`).join('\n');
}

/** One question with its options, numbered from 1. */
export function questionView(
  { question, header, multiSelect, options }: Question,
  style: Style,
): string {
  const title = header === null ? question : `${question} (${header})`;
  const rows = options.map(({ label, description }, index) => {
    const row = `${index + 1}. ${oneLine(label)}`;
    return description === null ? row : `${row}  ${style.dim(oneLine(description))}`;
  });
  if (multiSelect) rows.push(style.dim('Several may be chosen.'));
  return [style.bold(title), indent(rows.join('\n'))].join('\n');
}

function commands({ id, pending }: Session): string[] {
  if (pending?.kind === 'question') {
    const [first] = pending.questions;
    const label = first?.options[0]?.label ?? 'text';
    const example = `${first?.question ?? 'Question'}=${label}`;
    return [`aegis answer ${id}`, `aegis answer ${id} --answer ${shellQuote(oneLine(example))}`];
  }
  return [`aegis approve ${id}`, `aegis reject ${id}`];
}

/** What a session waits on, and the commands that answer it. */
export function pendingView(session: Session, style: Style): string {
  const { pending, id } = session;
  if (!pending) {
    return `${style.yellow(session.status)}: what it asks is not known yet; aegis pane ${id} shows it.`;
  }
  const tool = pending.toolName === null ? [] : [`Tool: ${pending.toolName}`];
  const input =
    pending.toolInput && pending.kind !== 'question' ? [toolInputView(pending.toolInput)] : [];
  const asked =
    pending.questions.length > 0
      ? pending.questions.map((question) => questionView(question, style))
      : [...tool, ...input, optionRows(pending)].filter((part) => part !== '');
  return [
    `${style.yellow('Waits for an answer')}: ${oneLine(pending.title)} (${session.status})`,
    indent(asked.join('\n')),
    'To answer:',
    indent(commands(session).join('\n')),
  ].join('\n');
}
