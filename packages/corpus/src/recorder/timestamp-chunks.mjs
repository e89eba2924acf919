// Reads a pane's bytes from `tmux pipe-pane` and writes one line for each chunk: milliseconds, then base64.
import { appendFileSync } from 'node:fs';

const [, , file] = process.argv;
process.stdin.on('data', (chunk) => {
  appendFileSync(file, `${Date.now()} ${chunk.toString('base64')}\n`);
});
