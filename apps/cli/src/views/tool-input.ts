import { indent } from '../text/indent.ts';

/** One field of a tool's input is shown up to here: enough to judge a command by, not a whole file. */
const LONGEST_VALUE = 2000;

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const left = text.length - longest;
  return `${text.slice(0, longest)}… (${left} more characters; --json shows all)`;
}

function field(name: string, value: unknown, longest: number): string {
  const text = cut(typeof value === 'string' ? value : JSON.stringify(value), longest);
  return text.includes('\n') ? `${name}:\n${indent(text)}` : `${name}: ${text}`;
}

/** What a tool is to be run with, one field after the other, each up to so many characters. */
export function toolInputView(
  input: Readonly<Record<string, unknown>>,
  longest = LONGEST_VALUE,
): string {
  return Object.entries(input)
    .map(([name, value]) => field(name, value, longest))
    .join('\n');
}
