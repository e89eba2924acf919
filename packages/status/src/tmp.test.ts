import { test } from 'vitest';
import { load, replay } from './replay/replay.ts';
test('x', async () => {
  for (const a of (process.env['SHOW'] ?? '').split(',')) {
    const [n, m] = a.split(':') as [string, string];
    const r = load(n);
    const mo = r.moments.find((x) => x.name === m)!;
    await replay(r, [mo.offset], (reading, _o, s) => {
      console.log(
        n,
        m,
        JSON.stringify(reading),
        '\n' +
          s
            .snapshot()
            .lines.map((l) => l.text)
            .join('\n'),
      );
    });
  }
});
