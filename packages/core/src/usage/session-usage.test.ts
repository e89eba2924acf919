import { priceLookup, type Entry } from '@aegis/transcript';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../testing/parse-line.ts';
import { SessionUsage } from './session-usage.ts';
import { UsageMeter, type SessionUsageGrowth } from './usage-meter.ts';

const line = (id: string, output: number, model = 'claude-opus-5-5'): Entry =>
  parseLine({
    ...{ type: 'assistant', uuid: `${id}${output}`, requestId: `r${id}` },
    message: { id, model, content: [], usage: { input_tokens: 10, output_tokens: output } },
  });
const grownBy = (usage: SessionUsage) =>
  usage
    .growth()
    .map(({ model, usage: { inputTokens, outputTokens } }) => [model, inputTokens, outputTokens]);

describe('SessionUsage', () => {
  test('grows by what is new, and by what a message turned out to be', () => {
    const usage = new SessionUsage(priceLookup());
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
    const usage = new SessionUsage(priceLookup());
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

test('UsageMeter tells those that listen, until they stop', () => {
  const meter = new UsageMeter();
  const heard: SessionUsageGrowth[] = [];
  const stop = meter.onGrowth((growth) => heard.push(growth));
  const usage = new SessionUsage(priceLookup());
  usage.add(line('m1', 1));
  meter.grew('ses_1', usage.growth());
  stop();
  meter.grew('ses_1', [...heard]);
  expect(heard).toMatchObject([{ sessionId: 'ses_1', model: 'claude-opus-5-5' }]);
});
