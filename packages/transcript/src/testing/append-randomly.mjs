// Appends numbered JSON lines to a file in pieces that end anywhere, also within a character.
// node append-randomly.mjs <path> <lines> <seed>
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [path, count, seed] = process.argv.slice(2);
let state = Number(seed) + 1;
function random(below) {
  state = (state * 48271) % 2147483647;
  return state % below;
}

const lines = Array.from({ length: Number(count) }, (_, index) =>
  JSON.stringify({ type: 'user', uuid: String(index), text: 'ü😀'.repeat(random(200)) }),
);
const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
await sleep(random(50));
mkdirSync(dirname(path), { recursive: true });
for (let at = 0; at < bytes.length;) {
  const size = random(3) === 0 ? 1 + random(20) : 1 + random(4000);
  appendFileSync(path, bytes.subarray(at, at + size));
  at += size;
  if (random(4) === 0) await sleep(random(5));
}
