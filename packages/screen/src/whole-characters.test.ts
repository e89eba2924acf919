import { expect, test } from 'vitest';
import { createScreen } from './screen.ts';
import { encode } from './testing/screens.ts';

test.each(['…', '—', '•', '“', 'é', '漢', '퀠', '🏀', '𠀀'])(
  '%s is drawn, wherever its bytes are cut',
  async (character) => {
    const bytes = encode(`a${character}b`);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const screen = createScreen({ cols: 10, rows: 1 });
      await screen.write(bytes.subarray(0, cut));
      await screen.write(bytes.subarray(cut));
      expect(screen.snapshot().lines[0]?.text).toBe(`a${character}b`);
    }
  },
);

test('what a reset cut off is not drawn behind it', async () => {
  const screen = createScreen({ cols: 10, rows: 1 });
  await screen.write(encode('…').subarray(0, 2));
  await screen.reset({
    ...{ cols: 10, rows: 1, lines: ['x'], wrapped: [false], alternate: false, title: '' },
    cursor: { x: 1, y: 0, visible: true },
  });
  await screen.write(encode('y'));
  expect(screen.snapshot().lines[0]?.text).toBe('xy');
});
