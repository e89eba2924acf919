import { AegisError, assertPromptText, sessionIdSchema, cursorSchema } from '@aegis/protocol';
import { encodeProjectDir } from '@aegis/transcript';
import { isKeyName } from '@aegis/tmux';
import fc from 'fast-check';
import * as v from 'valibot';
import { decodeCursor, encodeCursor } from '../../../packages/store/src/cursor.ts';
import { StoreError } from '@aegis/store';
import { chooseSession } from '../../../apps/cli/src/session-argument.ts';
import { sampleSession, sampleSessionId } from '@aegis/client/testing';
import { promise, type Door, type Verdict } from '../door.ts';
import { mutatedBytes } from '../input/mutate-bytes.ts';
import { hostileText } from '../input/mutate-json.ts';

const SAMPLES = [
  'ses_00000000000000000001',
  'ses_0123456789abcdefghij',
  encodeCursor({ createdAt: 1_795_371_189_000, id: 'ses_00000000000000000001' }),
  'Fix the build, please.',
  '/home/user/project',
];
const SESSIONS = [1, 2, 10].map((number) =>
  sampleSession({ id: sampleSessionId(number), name: `name-${number}` }),
);

export const ids: Door<string> = {
  name: 'ids',
  about: 'session ids, cursors, prompts, names of keys and of folders',
  share: 130,
  open: () => {
    const samples = SAMPLES.map((text) => new TextEncoder().encode(text));
    return Promise.resolve({
      inputs: fc.oneof(
        mutatedBytes(samples).map((bytes) => new TextDecoder().decode(bytes)),
        hostileText,
        fc.string({ unit: 'binary' }),
      ),
      check,
    });
  },
};

function check(text: string): Verdict {
  const isId = v.is(sessionIdSchema, text);
  promise(isId === looksLikeId(text), 'an id is one by its characters, and nothing else is');
  promise(v.is(cursorSchema, text) === text.length <= 200, 'a cursor is short');
  checkCursor(text);
  checkProjectDir(text);
  // eslint-disable-next-line no-control-regex -- finding control characters is what it is for
  if (isKeyName(text)) promise(/^[^\u0000-\u0020]+$/.test(text), 'a key has one plain name');
  checkChoice(text);
  return checkPrompt(text) && isId ? 'accepted' : 'rejected';
}

/** The same rule, said in another way. */
function looksLikeId(text: string): boolean {
  if (text.length !== 24 || !text.startsWith('ses_')) return false;
  return Array.from(text.slice(4)).every((character) =>
    '0123456789abcdefghijklmnopqrstuvwxyz'.includes(character),
  );
}

function checkCursor(text: string): void {
  try {
    const end = decodeCursor(text);
    promise(Number.isSafeInteger(end.createdAt), 'a cursor holds a time');
    const again = decodeCursor(encodeCursor(end));
    promise(
      again.createdAt === end.createdAt && again.id === end.id,
      'a cursor comes back the same',
    );
  } catch (error) {
    promise(StoreError.is(error) && error.code === 'invalid_cursor', `typed: ${String(error)}`);
  }
}

function checkProjectDir(text: string): void {
  const { name } = encodeProjectDir(text);
  promise(/^[\w-]*$/.test(name), `the folder of a project is one plain name: ${name}`);
}

function checkChoice(text: string): void {
  try {
    const chosen = chooseSession(SESSIONS, text);
    const key = text.replace(/^ses_/, '');
    promise(
      chosen.name === text || chosen.id.slice(4).startsWith(key),
      'the session that was meant',
    );
  } catch (error) {
    promise(AegisError.is(error), `typed: ${String(error)}`);
  }
}

function checkPrompt(text: string): boolean {
  try {
    assertPromptText(text, 'text');
  } catch (error) {
    promise(AegisError.is(error), `typed: ${String(error)}`);
    return false;
  }
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isKey = (code < 0x20 && code !== 9 && code !== 10) || (code >= 0x7f && code <= 0x9f);
    promise(!isKey, 'a prompt presses no key');
  }
  return true;
}
