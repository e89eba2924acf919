import { expect, it } from 'vitest';
import { minimise } from './minimise.ts';

it('leaves what is needed, wherever it stands', async () => {
  const input = new TextEncoder().encode(`${'x'.repeat(500)}A${'y'.repeat(300)}B${'z'.repeat(77)}`);
  const smallest = await minimise(input, (bytes) => {
    const text = new TextDecoder().decode(bytes);
    return Promise.resolve(text.includes('A') && text.indexOf('B') > text.indexOf('A'));
  });
  expect(new TextDecoder().decode(smallest)).toBe('AB');
});

it('asks no oftener than it may', async () => {
  let asked = 0;
  await minimise(
    new Uint8Array(1_000),
    () => {
      asked += 1;
      return Promise.resolve(false);
    },
    50,
  );
  expect(asked).toBe(50);
});
