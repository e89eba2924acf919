import type { AegisEvent } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { eventAt } from '../testing/event-at.ts';
import { LatencyMeter, type LatencySample } from './latency-meter.ts';

function measure(...events: AegisEvent[]): string[] {
  const meter = new LatencyMeter();
  return events
    .flatMap((event): LatencySample[] => meter.take(event))
    .map(({ latency, ms }) => `${latency} ${ms}`);
}

describe('LatencyMeter', () => {
  test('a start lasts until a prompt can be taken, or something is asked', () => {
    const created = eventAt(1_000).created({ status: 'starting' });
    expect(
      measure(created, eventAt(1_700).status('idle'), eventAt(2_000).status('working')),
    ).toEqual(['startup 700']);
    expect(measure(created, eventAt(1_400).opened('p'), eventAt(1_400).status('idle'))).toEqual([
      'startup 400',
    ]);
    // It came to no start.
    expect(measure(created, eventAt(2_000).exited(), eventAt(2_001).status('idle'))).toEqual([]);
    // Somebody else started it.
    expect(
      measure(eventAt(1_000).created({ status: 'unknown' }), eventAt(2_000).status('idle')),
    ).toEqual([]);
  });

  test('a turn lasts from the proof of its prompt to its end; the response is the first words or call', () => {
    expect(
      measure(
        eventAt(100).delivered('m1', { tookMs: 250 }),
        eventAt(150).message({ role: 'user' }),
        eventAt(180).message({ role: 'assistant', contentType: 'thinking' }),
        eventAt(190).message({ role: 'assistant', isSidechain: true }),
        eventAt(300).message({ role: 'assistant', contentType: 'tool_use' }, 280),
        eventAt(400).message({ role: 'assistant' }),
        eventAt(600).turnEnded('completed', 550),
      ),
    ).toEqual(['delivery 250', 'firstResponse 180', 'turn 450']);
  });

  test('what comes late of the turn before is no response, and no end', () => {
    expect(
      measure(
        eventAt(100).delivered('m1', { tookMs: null }),
        eventAt(120).message({ role: 'assistant' }, 90),
        eventAt(130).turnEnded('completed', 95),
        eventAt(200).message({ role: 'assistant' }, 190),
        eventAt(300).turnEnded('completed', 300),
      ),
    ).toEqual(['firstResponse 90', 'turn 200']);
  });

  test('a prompt within a turn is a part of it', () => {
    expect(
      measure(
        eventAt(100).delivered('m1', { tookMs: 1 }),
        eventAt(200).delivered('m2', { tookMs: 2 }),
        eventAt(500).turnEnded('interrupted', 500),
        eventAt(900).turnEnded('completed', 900),
      ),
    ).toEqual(['delivery 1', 'delivery 2', 'turn 400']);
  });

  test('what was not delivered is not measured', () => {
    expect(
      measure(
        eventAt(100).delivered('m1', { verdict: 'unconfirmed', tookMs: 9_000 }),
        eventAt(200).turnEnded('completed', 200),
      ),
    ).toEqual([]);
  });

  test('an answer lasts as long as its dialog was open', () => {
    expect(
      measure(
        eventAt(100).opened('a'),
        eventAt(150).opened('b'),
        eventAt(200).closed('b', 'elsewhere'),
        eventAt(400).closed('a', 'aegis'),
        eventAt(500).closed('unheard of', 'aegis'),
      ),
    ).toEqual(['answer 50', 'answer 300']);
  });

  test('a clock that was set back measures nothing', () => {
    expect(
      measure(eventAt(1_000).created({ status: 'starting' }), eventAt(900).status('idle')),
    ).toEqual([]);
  });
});
