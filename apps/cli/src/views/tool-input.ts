import { indent } from '../text/indent.ts';

/** One field of a tool's input is shown up to here: enough to judge a command by, not a whole file. */
const LONGEST_VALUE = 2000;

function cut(text: string): string {
  if (text.length <= LONGEST_VALUE) return text;
  const left = text.length - LONGEST_VALUE;
  return `${text.slice(0, LONGEST_VALUE)}… (${left} more characters; --json shows all)`;
}

function field(name: string, value: unknown): string {
  const text = cut(typeof value === 'string' ? value : JSON.stringify(value));
  return text.includes('\n') ? `${name}:\n${indent(text)}` : `${name}: ${text}`;
}

/** What a tool is to be run with, one field after the other. */
export function toolInputView(input: Readonly<Record<string, unknown>>): string {
  return Object.entries(input)
    .map(([name, value]) => field(name, value))
    .join('\n');
}
