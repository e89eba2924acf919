import { describe, expect, test } from 'vitest';
import {
  newStallState,
  observeStall,
  stallDeadline,
  type StallObservation,
  type StallState,
} from './stall-machine.ts';

const THRESHOLD = 1_000;
const EPOCH = 1_700_000_000_000;

const at = (awake: number) => ({ awake, time: EPOCH + awake });

/** Each observation with its time. */
function after(...steps: readonly [number, StallObservation][]): StallState {
  return steps.reduce(
    (state, [now, observation]) =>
      observeStall(state, observation, { now: at(now), thresholdMs: THRESHOLD }),
    newStallState(at(0)),
  );
}

const works = { type: 'status', isWorking: true } as const;
const rests = { type: 'status', isWorking: false } as const;
const sign = { type: 'sign' } as const;
const time = { type: 'time' } as const;
const shows = (shown: string) => ({ type: 'screen', shown }) as const;
const opens = (name: string, id: string | null = name, agentId: string | null = null) =>
  ({ type: 'tool-opened', tool: { id, name, agentId } }) as const;
const closes = (name: string | null, id: string | null = name, agentId: string | null = null) =>
  ({ type: 'tool-closed', tool: { id, name, agentId } }) as const;

describe('a stall', () => {
  test('begins a threshold after work began, and not before', () => {
    expect(after([0, works], [999, time]).stalled).toBeNull();
    const stalled = after([0, works], [1_000, time]);
    expect(stalled.stalled).toEqual({ kind: 'silent', toolName: null, at: at(1_000) });
    expect(stalled.lastSign).toEqual(at(0));
  });

  test('begins a threshold after the last sign of life', () => {
    expect(after([0, works], [900, sign], [1_899, time]).stalled).toBeNull();
    expect(after([0, works], [900, sign], [1_900, time]).stalled).not.toBeNull();
    expect(stallDeadline(after([0, works], [900, sign]), THRESHOLD)).toBe(1_900);
  });

  test('begins with the status of a session that was silent for so long', () => {
    expect(after([0, works], [5_000, works]).stalled).not.toBeNull();
  });

  test('is none of a session that does not work', () => {
    expect(after([0, works], [500, rests], [9_000, time]).stalled).toBeNull();
    expect(stallDeadline(after([0, rests]), THRESHOLD)).toBeNull();
    expect(after([0, rests], [9_000, works], [9_999, time]).stalled).toBeNull();
  });

  test.each([
    ['a sign of life', sign],
    ['the end of the work', rests],
    ['another screen', shows('two')],
  ])('ends with %s', (_what, observation) => {
    const stalled = after([0, works], [10, shows('one')], [1_010, time]);
    expect(stalled.stalled).not.toBeNull();
    const ended = observeStall(stalled, observation, { now: at(3_000), thresholdMs: THRESHOLD });
    expect(ended).toMatchObject({ stalled: null, lastSign: at(3_000) });
  });

  test('does not end with the same screen, a first look at it, or time', () => {
    const looked = after([0, works], [1_000, time], [1_100, shows('one')], [1_200, shows('one')]);
    expect(looked).toMatchObject({ lastSign: at(0), stalled: { at: at(1_000) } });
  });
});

describe('a tool that runs', () => {
  test('is named, the last that began', () => {
    const state = after([0, works], [1, opens('Agent')], [2, opens('Bash')], [2_000, time]);
    expect(state.stalled).toMatchObject({ kind: 'tool', toolName: 'Bash' });
    const one = after([0, works], [1, opens('Agent')], [2, opens('Bash')], [3, closes('Bash')]);
    expect(
      observeStall(one, time, { now: at(2_000), thresholdMs: THRESHOLD }).stalled,
    ).toMatchObject({ toolName: 'Agent' });
  });

  test('that came back runs no more, also where its name is not told', () => {
    const state = after([0, works], [1, opens('Bash', 'a')], [2, closes(null, 'a')], [2_000, time]);
    expect(state.stalled).toMatchObject({ kind: 'silent', toolName: null });
  });

  test('told twice is one', () => {
    const twice = after([0, works], [1, opens('Bash', 'a')], [2, opens('Bash', 'a')]);
    expect(twice.tools).toHaveLength(1);
  });

  test('without an id is known by its name and who runs it', () => {
    const tools = after(
      [0, works],
      [1, opens('Bash', null)],
      [2, opens('Bash', null, 'agent')],
      [3, closes('Bash', null)],
    ).tools;
    expect(tools).toEqual([{ id: null, name: 'Bash', agentId: 'agent' }]);
  });

  test('ends with its turn; a subagent goes on in the background', () => {
    const tools = after(
      [0, works],
      [1, opens('Bash')],
      [2, opens('Read', 'b', 'agent')],
      [3, { type: 'turn-ended', agentId: null }],
    ).tools;
    expect(tools.map(({ name }) => name)).toEqual(['Read']);
  });
});
