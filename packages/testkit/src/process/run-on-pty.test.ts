import { expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { runOnPty } from './run-on-pty.ts';

test('a command on a terminal: size, keys, exit', async () => {
  const script = `console.log([process.stdout.isTTY, process.stdout.columns, process.stdout.rows].join(' '));
    process.stdout.on('resize', () => console.log('now ' + process.stdout.columns));
    process.stdin.on('data', (d) => { console.log('key ' + JSON.stringify(String(d))); process.exit(7); })`;
  const run = runOnPty([process.execPath, '-e', script], { cols: 77, rows: 11 });
  await eventually('the size', () => run.output.includes('true 77 11'));
  run.resize(66, 11);
  await eventually('the new size', () => run.output.includes('now 66'));
  run.write('x\r');
  expect(await run.exit).toEqual({ code: 7, signal: null });
  expect(run.output).toContain('key "x\\n"');
});

test('a signal ends it, and a late one does no harm', async () => {
  const run = runOnPty(['sleep', '30']);
  run.kill('SIGKILL');
  expect((await run.exit).signal).toBe(9);
  expect(() => run.kill()).not.toThrow();
});
