import type { Message } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { indent } from '../text/indent.ts';
import { toolInputView } from './tool-input.ts';

function headline(message: Message): string {
  const { role, contentType, toolName, isError, isSidechain } = message;
  const what = {
    text: role,
    thinking: 'thinking',
    tool_use: `tool ${toolName ?? '?'}`,
    tool_result: isError ? 'error' : 'result',
    image: `${role}: image`,
    document: `${role}: document`,
    other: `${role}: other`,
  }[contentType];
  return isSidechain ? `${what} (subagent)` : what;
}

function headlineStyle({ role, contentType, isError }: Message, style: Style) {
  if (isError) return style.red;
  if (contentType !== 'text') return style.dim;
  return role === 'user' ? style.cyan : style.bold;
}

/** One piece of a conversation: who or what, when, and the text below it. */
export function messageView(message: Message, style: Style): string {
  const at = message.timestamp === null ? '' : `  ${style.dim(message.timestamp)}`;
  const body =
    message.contentType === 'tool_use' && message.toolInput
      ? toolInputView(message.toolInput)
      : message.text;
  const head = `${headlineStyle(message, style)(headline(message))}${at}`;
  return body === '' ? head : `${head}\n${indent(body)}`;
}
