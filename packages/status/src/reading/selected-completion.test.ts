import { expect, test } from 'vitest';
import { BASH_DIALOG, box, frame, RULE } from '../testing/frames.ts';
import { selectedCompletion } from './selected-completion.ts';

const selected = async (text: string) => selectedCompletion(await frame(text));
const above = (entries: string, draft: string) =>
  `❯ hello\n● Good day.\n\n\n${entries}\n${box(draft, '  ⏸ manual mode on')}`;
const below = (entries: string, draft: string) => `${RULE}\n> ${draft}\n${RULE}\n${entries}`;

// As 2.1.330 draws it.
const LIST = `  ❯ /copy                       Copy the last response
    /color                      Set the prompt bar color
    /compact                    Free up context by summarizing the
                                conversation so far`;

test('the pointer says what Enter would run', async () => {
  expect(await selected(above(LIST, '/co'))).toEqual(['/copy']);
  const second = LIST.replace('❯ /copy', '  /copy').replace('  /color', '❯ /color');
  expect(await selected(above(second, '/co'))).toEqual(['/color']);
  expect(await selected(above(LIST, '/co '))).toEqual(['/copy']);
});

test('an entry is known by its aliases too', async () => {
  const list = '  ❯ /usage (cost)               Show session cost\n    /context   Show';
  expect(await selected(above(list, '/cost'))).toEqual(['/usage', '/cost']);
  const old = '  /clear (reset, new)     Clear conversation history and free up context';
  expect(await selected(below(old, '/clear'))).toEqual(['/clear', '/reset', '/new']);
});

test('without a pointer it is the first', async () => {
  // 1.0.128, and 2.1.120 without a margin.
  const list =
    '  /compact                Clear (but keep a summary)\n  /config (theme)         Open';
  expect(await selected(below(list, '/co'))).toEqual(['/compact']);
  expect(await selected(below(list.replaceAll('  /c', '/c'), '/co'))).toEqual(['/compact']);
});

test.each([
  ['a whole command, behind which the list is gone', box('/help  [command]')],
  ['words', above(LIST, 'hello')],
  ['an empty box', above(LIST, '')],
  ['a path that is completed', above('  ❯ tmp/   directory', '/add-dir /tm')],
  ['a dialog', BASH_DIALOG],
  ['nothing', ''],
])('%s has none', async (_name, text) => {
  expect(await selected(text)).toBeNull();
});
