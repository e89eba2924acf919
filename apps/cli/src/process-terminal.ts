import { writeSync } from 'node:fs';
import process from 'node:process';
import type { Terminal } from './io.ts';

/** Another screen, no cursor, pastes between marks. */
const TAKE = '\u001b[?1049h\u001b[?25l\u001b[?2004h';
const GIVE_BACK = '\u001b[?2004l\u001b[?25h\u001b[?1049l';

function takeOver(onInput: (text: string) => void): () => void {
  const { stdin } = process;
  const listen = (chunk: Buffer | string) => onInput(chunk.toString());
  let isTaken = true;
  const giveBack = () => {
    if (!isTaken) return;
    isTaken = false;
    process.off('exit', giveBack);
    stdin.off('data', listen);
    stdin.pause();
    try {
      stdin.setRawMode(false);
      // At the end of the process nothing else is written any more.
      writeSync(process.stdout.fd, GIVE_BACK);
    } catch {
      // The terminal is gone; there is nothing to give back.
    }
  };
  process.on('exit', giveBack);
  process.stdout.write(TAKE);
  stdin.setEncoding('utf8');
  stdin.setRawMode(true);
  stdin.on('data', listen);
  stdin.resume();
  return giveBack;
}

/** This process's own terminal. */
export const processTerminal: Terminal = {
  size: () => {
    const { columns, rows } = process.stdout as Partial<NodeJS.WriteStream>;
    // 0 by 0 is what a terminal says that was told nothing of its size.
    return { columns: columns || 80, rows: rows || 24 };
  },
  onResize: (listener) => {
    process.stdout.on('resize', listener);
    return () => void process.stdout.off('resize', listener);
  },
  takeOver,
};
