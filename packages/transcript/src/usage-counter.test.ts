import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assistantLine, entryOf } from './testing/lines.ts';
import { createUsageCounter, type UsageCounterOptions } from './usage-counter.ts';
import type { Entry } from './types.ts';

interface Line {
  id?: string | undefined;
  requestId?: string | undefined;
  output?: number;
  isSidechain?: boolean;
  speed?: string;
  model?: string;
  geo?: string;
  cacheRead?: number;
}

let uuids = 0;
function line({
  id = 'm1',
  requestId = 'r1',
  output = 5,
  isSidechain = false,
  ...rest
}: Line): Entry {
  uuids += 1;
  const { speed, geo, cacheRead = 100, model = 'claude-opus-5-5' } = rest;
  const usage = {
    input_tokens: 10,
    output_tokens: output,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: 30,
    cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
    ...(speed === undefined ? {} : { speed }),
    ...(geo === undefined ? {} : { inference_geo: geo }),
  };
  return assistantLine('x', { uuid: String(uuids), requestId, isSidechain }, { id, model, usage });
}

function count(entries: readonly Entry[], options?: UsageCounterOptions) {
  const counter = createUsageCounter(options);
  for (const entry of entries) counter.add(entry);
  return counter;
}

describe('createUsageCounter', () => {
  it('counts a message once, by its final line, though it stands in several', () => {
    const total = count([line({ output: 1 }), line({ output: 1 }), line({ output: 57 })]).total();
    expect(total).toEqual({
      inputTokens: 10,
      outputTokens: 57,
      cacheReadTokens: 100,
      cacheWriteTokens: 30,
      costUsd: null,
    });
  });

  it('keeps the final line when a placeholder comes after it', () => {
    expect(count([line({ output: 57 }), line({ output: 1 })]).total().outputTokens).toBe(57);
  });

  it('counts another message, and another request, by itself', () => {
    const entries = [line({}), line({ id: 'm2' }), line({ requestId: 'r2' })];
    expect(count(entries).total().outputTokens).toBe(15);
  });

  it('counts a copy in a fork, or in a subagent, once', () => {
    expect(count([line({}), line({})]).total().outputTokens).toBe(5);
    const replay = line({ requestId: 'other', isSidechain: true, output: 900 });
    expect(count([line({}), replay]).total().outputTokens).toBe(5);
    expect(count([replay, line({})]).total().outputTokens).toBe(5);
  });

  it('takes a line without request id for one of its message', () => {
    const without = assistantLine(
      'x',
      { requestId: null },
      { id: 'm1', usage: { output_tokens: 5 } },
    );
    expect(count([line({}), without]).total().outputTokens).toBe(5);
  });

  it('skips synthetic messages and those without usage', () => {
    const entries = [
      line({ model: '<synthetic>' }),
      assistantLine('x', {}, { usage: null }),
      entryOf({ type: 'user', message: { usage: { output_tokens: 3 } } }),
    ];
    expect(count(entries).total().outputTokens).toBe(0);
    expect(count(entries).byModel().size).toBe(0);
  });

  it('comes to the same in any order and with any repeats', () => {
    const lines = fc.array(
      fc
        .record({
          id: fc.constantFrom('m1', 'm2', 'm3'),
          isSidechain: fc.boolean(),
          output: fc.integer({ min: 0, max: 99 }),
        })
        .map((fields) => line({ ...fields, requestId: `req of ${fields.id}` })),
      { maxLength: 12 },
    );
    const cases = lines.chain((entries) =>
      fc.tuple(
        fc.constant(entries),
        fc.shuffledSubarray([...entries, ...entries], { minLength: entries.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(cases, ([entries, shuffled]) => {
        expect(count(shuffled).total()).toEqual(count(entries).total());
      }),
    );
  });

  it('says whether an entry changed anything', () => {
    const counter = createUsageCounter();
    expect(counter.add(line({ output: 1 }))).toBe(true);
    expect(counter.add(line({ output: 1 }))).toBe(false);
    expect(counter.add(line({ output: 1, speed: 'fast' }))).toBe(true);
    expect(counter.add(entryOf({ type: 'mode' }))).toBe(false);
  });

  it('prices what it knows, and says so when it does not', () => {
    const prices: UsageCounterOptions['prices'] = (model) =>
      model === 'claude-opus-5-5'
        ? { input: 5, output: 25, cacheRead: 0.5, cacheWrite5m: 6.25, cacheWrite1h: 10 }
        : null;
    const cost = (10 * 5 + 5 * 25 + 100 * 0.5 + 20 * 6.25 + 10 * 10) / 1e6;
    expect(count([line({})], { prices }).total().costUsd).toBeCloseTo(cost, 12);
    expect(count([], { prices }).total().costUsd).toBe(0);
    const mixed = count([line({}), line({ id: 'm2', model: 'claude-new' })], { prices });
    expect(mixed.total().costUsd).toBeNull();
    expect(mixed.byModel().get('claude-opus-5-5')?.costUsd).toBeCloseTo(cost, 12);
    expect(mixed.byModel().get('claude-new')?.costUsd).toBeNull();
  });

  it('prices each request by its own prompt, speed and place', () => {
    const rates = (factor: number) => ({
      ...{ input: factor, output: factor, cacheRead: factor },
      ...{ cacheWrite5m: factor, cacheWrite1h: factor },
    });
    const prices: UsageCounterOptions['prices'] = () => ({
      ...rates(1),
      longPrompt: { above: 500, ...rates(10) },
      fast: rates(100),
    });
    const tokens = 10 + 5 + 100 + 30;
    const costOf = (...lines: Line[]) =>
      (count(
        lines.map((fields, index) => line({ id: `m${index}`, requestId: `r${index}`, ...fields })),
        { prices },
      ).total().costUsd ?? NaN) * 1e6;
    expect(costOf({})).toBeCloseTo(tokens, 6);
    expect(costOf({ cacheRead: 460 })).toBeCloseTo(tokens + 360, 6);
    expect(costOf({ cacheRead: 461 })).toBeCloseTo((tokens + 361) * 10, 6);
    expect(costOf({ speed: 'fast', cacheRead: 461 })).toBeCloseTo((tokens + 361) * 100, 6);
    expect(costOf({ speed: 'standard' })).toBeCloseTo(tokens, 6);
    expect(costOf({ geo: 'us' })).toBeCloseTo(tokens * 1.1, 6);
    expect(costOf({}, { cacheRead: 461 })).toBeCloseTo(tokens + (tokens + 361) * 10, 6);
  });

  it('does not know what fast mode costs where the price says nothing of it', () => {
    const prices: UsageCounterOptions['prices'] = () => ({
      ...{ input: 1, output: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1 },
    });
    expect(count([line({ speed: 'fast' })], { prices }).total().costUsd).toBeNull();
    // The final line says that it was not fast.
    const counter = count([line({ speed: 'fast', output: 1 })], { prices });
    counter.add(line({ speed: 'standard', output: 2 }));
    expect(counter.total().costUsd).not.toBeNull();
  });

  it('knows the size of the context, which a compaction resets', () => {
    const counter = createUsageCounter();
    expect(counter.contextTokens()).toBeNull();
    counter.add(line({ output: 60 }));
    counter.add(line({ id: 'm2', output: 1_000, isSidechain: true }));
    expect(counter.contextTokens()).toBe(200);
    const compaction = { type: 'system', subtype: 'compact_boundary' };
    counter.add(entryOf({ ...compaction, compactMetadata: { postTokens: 42 } }));
    expect(counter.contextTokens()).toBe(42);
    counter.add(entryOf(compaction));
    expect(counter.contextTokens()).toBeNull();
  });
});
