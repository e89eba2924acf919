import { relative } from 'node:path';
import { textOf } from './permissions.ts';

/** The line that stands for a call in the conversation. */
export function toolTitle(
  name: string,
  input: Readonly<Record<string, unknown>>,
  workDir: string,
): string {
  const path = () => {
    const inside = relative(workDir, textOf(input, 'file_path'));
    return inside.startsWith('..') ? textOf(input, 'file_path') : inside;
  };
  switch (name) {
    case 'Bash':
      return `Bash(${shortened(textOf(input, 'command'))})`;
    case 'Edit':
      return `Update(${path()})`;
    case 'Write':
      return `Write(${path()})`;
    case 'Read':
      return `Read(${path()})`;
    case 'WebFetch':
      return `Fetch(${textOf(input, 'url')})`;
    case 'Agent':
      return `Agent(${textOf(input, 'description')})`;
    default:
      return `${name}(${shortened(JSON.stringify(input))})`;
  }
}

const LONGEST = 160;

function shortened(text: string): string {
  const lines = text.split('\n').slice(0, 2).join('\n');
  const cut = lines.slice(0, LONGEST);
  return cut === text ? text : `${cut}…`;
}
