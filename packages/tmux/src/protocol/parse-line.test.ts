import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from './parse-line.ts';

const line = (text: string) => parseLine(Buffer.from(text));

describe('lines that mean something', () => {
  it.each([
    [
      '%begin 1795371189 264 1',
      { type: 'begin', guard: { numbers: '1795371189 264 1', ours: true } },
    ],
    [
      '%begin 1795371189 264 0',
      { type: 'begin', guard: { numbers: '1795371189 264 0', ours: false } },
    ],
    ['%pause %12', { type: 'pause', paneId: '%12' }],
    ['%continue %12', { type: 'continue', paneId: '%12' }],
    [
      '%layout-change @1 ad9e,77x22,0,0,1 ad9e,77x22,0,0,1 *',
      { type: 'layout-change', windowId: '@1' },
    ],
    ['%layout-change @1 ad9e,77x22,0,0,1', { type: 'layout-change', windowId: '@1' }],
    ['%window-close @3', { type: 'window-close', windowId: '@3' }],
    ['%unlinked-window-close @3', { type: 'window-close', windowId: '@3' }],
    ['%session-changed $0 my name', { type: 'session-changed', sessionId: '$0' }],
    ['%exit', { type: 'exit', reason: null }],
    ['%exit too far behind', { type: 'exit', reason: 'too far behind' }],
    ['%window-renamed @1 x', { type: 'ignored', name: 'window-renamed' }],
    ['%message hello', { type: 'ignored', name: 'message' }],
  ])('%s', (text, expected) => {
    expect(line(text)).toEqual(expected);
  });
});

describe('output', () => {
  it('is unescaped bytes', () => {
    const parsed = line('%output %1 \\033[31mhi\\134\\015\\012 x ');
    expect(parsed).toMatchObject({ type: 'output', paneId: '%1' });
    expect(parsed.type === 'output' && Buffer.from(parsed.bytes).toString()).toBe(
      '\u001b[31mhi\\\r\n x ',
    );
  });

  it('may be half a character', () => {
    const parsed = parseLine(
      Buffer.concat([Buffer.from('%output %1 '), Uint8Array.of(0xe6, 0xbc)]),
    );
    expect(parsed.type === 'output' && [...parsed.bytes]).toEqual([0xe6, 0xbc]);
  });

  it('with an age ends its arguments at the first " : ", and skips arguments that it does not know', () => {
    const parsed = line('%extended-output %7 120 new args : a : b');
    expect(parsed.type === 'output' && parsed.paneId).toBe('%7');
    expect(parsed.type === 'output' && Buffer.from(parsed.bytes).toString()).toBe('a : b');
  });
});

describe('lines that nobody knows', () => {
  it.each([
    '%brand-new-thing 1 2',
    '%output',
    '%output 1 x',
    '%begin 1 2',
    '%begin a b c',
    '%pause 3',
    '%extended-output %1 5 x',
    '%',
    '%end 1 2 1',
  ])('%s is unknown', (text) => {
    expect(line(text)).toEqual({ type: 'unknown', text });
  });

  it('a line without % is text', () => {
    expect(line('parse error')).toEqual({ type: 'text', text: 'parse error' });
    expect(line('')).toEqual({ type: 'text', text: '' });
  });

  it('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (raw) => {
        const withPercent = Uint8Array.from([0x25, ...raw]);
        expect(() => [parseLine(raw), parseLine(withPercent)]).not.toThrow();
      }),
    );
  });
});
