import { expect, test } from 'vitest';
import { openSession } from '../testing/open-session.ts';

test('who reads a conversation that was just entered waits until it is known where it is written', async () => {
  let found: (path: string | null) => void = () => undefined;
  const locating = new Promise<string | null>((resolve) => {
    found = resolve;
  });
  const { session } = openSession({}, () => locating);
  session.conversation.enter('11111111-1111-4111-8111-111111111111', null);
  const pathOf = () => session.record.transcripts.at(-1)?.path;
  const read = session.conversation.caughtUp(1_500).then(pathOf);
  expect(pathOf()).toBeNull();
  setTimeout(() => found('/nowhere/it.jsonl'), 20);
  expect(await read).toBe('/nowhere/it.jsonl');
  await session.release();
});
