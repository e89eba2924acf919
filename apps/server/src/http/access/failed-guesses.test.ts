import { expect, test } from 'vitest';
import { FailedGuesses, GUESS_WINDOW_MS, MAX_GUESSES } from './failed-guesses.ts';

function guess(guesses: FailedGuesses, address: string | undefined, times: number, now = 0) {
  let seconds = 0;
  for (let count = 0; count < times; count += 1) seconds = guesses.add(address, now);
  return seconds;
}

test('a few are let pass, then it says when to try again, until the window is over', () => {
  const guesses = new FailedGuesses();
  expect(guess(guesses, '10.0.0.1', MAX_GUESSES)).toBe(0);
  expect(guesses.add('10.0.0.1', 0)).toBe(60);
  expect(guesses.add('10.0.0.1', GUESS_WINDOW_MS - 1)).toBe(1);
  expect(guesses.add('10.0.0.1', GUESS_WINDOW_MS)).toBe(0);
});

test('each address for itself', () => {
  const guesses = new FailedGuesses();
  guess(guesses, '10.0.0.1', MAX_GUESSES + 1);
  expect(guesses.add('10.0.0.2', 0)).toBe(0);
  expect(guesses.add(undefined, 0)).toBe(0);
});

test('an IPv6 network is one address, an IPv4 one is itself however it is written', () => {
  const guesses = new FailedGuesses();
  for (let host = 0; host < MAX_GUESSES; host += 1) guesses.add(`2001:db8:1:2::${host}`, 0);
  expect(guesses.add('2001:db8:1:2:3:4:5:6', 0)).toBeGreaterThan(0);
  expect(guesses.add('2001:db8:1:3::1', 0)).toBe(0);
  guess(guesses, '10.0.0.1', MAX_GUESSES);
  expect(guesses.add('::ffff:10.0.0.1', 0)).toBeGreaterThan(0);
  expect(guesses.add('::ffff:10.0.0.2', 0)).toBe(0);
});

test('remembers a thousand addresses at most, the latest', () => {
  const guesses = new FailedGuesses();
  guess(guesses, 'first', MAX_GUESSES + 1);
  for (let count = 0; count < 5_000; count += 1)
    guesses.add(`10.1.${count >> 8}.${count & 255}`, 0);
  expect(guesses.size).toBe(1_000);
  expect(guesses.add('first', 0)).toBe(0);
});

test('a clock that was set back does not lock for longer', () => {
  const guesses = new FailedGuesses();
  guess(guesses, '10.0.0.1', MAX_GUESSES + 1, 3_600_000);
  expect(guesses.add('10.0.0.1', 0)).toBe(0);
});
