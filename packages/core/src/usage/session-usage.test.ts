import { priceLookup, type Entry } from '@aegis/transcript';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../testing/parse-line.ts';
import { SessionUsage } from './session-usage.ts';
import { UsageMeter, type SessionUsageGrowth } from './usage-meter.ts';

const line = (id: string, output: number, model = 'claude-opus-5-5', timestamp?: string): Entry =>
  parseLine({
    ...{ type: 'assistant', uuid: `${id}${output}`, requestId: `r${id}`, timestamp },
    message: { id, model, content: [], usage: { input_tokens: 10, output_tokens: output } },
  });
const grownBy = (usage: SessionUsage) =>
  usage
    .growth()
    .map(({ model, usage: { inputTokens, outputTokens } }) => [model, inputTokens, outputTokens]);

describe('SessionUsage', () => {
  test('grows by what is new, and by what a message turned out to be', () => {
    const usage = new SessionUsage(priceLookup(), null);
    usage.add(line('m1', 1));
    expect(grownBy(usage)).toEqual([['claude-opus-5-5', 10, 1]]);
    usage.add(line('m1', 50));
    usage.add(line('m2', 5, 'claude-new'));
    expect(grownBy(usage)).toEqual([
      ['claude-opus-5-5', 0, 49],
      ['claude-new', 10, 5],
    ]);
    usage.add(line('m1', 50));
    expect(grownBy(usage)).toEqual([]);
  });

  test('knows what its growth cost, where that is known', () => {
    const usage = new SessionUsage(priceLookup(), null);
    usage.add(line('m1', 100));
    usage.growth();
    usage.add(line('m2', 100));
    usage.add(line('m3', 100, 'claude-new'));
    const [known, unknown] = usage.growth();
    expect(known?.usage.costUsd).toBeCloseTo((10 * 4 + 100 * 20) / 1e6, 12);
    expect(unknown?.usage.costUsd).toBeNull();
    expect(usage.total().costUsd).toBeNull();
  });
});

test('what a conversation had used before the session began is another session’s; its context is not', () => {
  const usage = new SessionUsage(priceLookup(), Date.UTC(2026, 10, 29));
  const before = line('m1', 100, 'claude-opus-5-5', '2026-11-28T23:59:59.999Z');
  expect(usage.add(before)).toBe(false);
  expect([usage.total().outputTokens, usage.byModel(), grownBy(usage)]).toEqual([0, [], []]);
  expect(usage.contextTokens()).toBe(110);
  expect(usage.add(line('m2', 5, 'claude-opus-5-5', '2026-11-29T00:00:00.000Z'))).toBe(true);
  expect(grownBy(usage)).toEqual([['claude-opus-5-5', 10, 5]]);
  expect(usage.contextTokens()).toBe(15);
});

test('UsageMeter tells those that listen, until they stop', () => {
  const meter = new UsageMeter();
  const heard: SessionUsageGrowth[] = [];
  const stop = meter.onGrowth((growth) => heard.push(growth));
  const usage = new SessionUsage(priceLookup(), null);
  usage.add(line('m1', 1));
  meter.grew('ses_1', usage.growth());
  stop();
  meter.grew('ses_1', [...heard]);
  expect(heard).toMatchObject([{ sessionId: 'ses_1', model: 'claude-opus-5-5' }]);
});
