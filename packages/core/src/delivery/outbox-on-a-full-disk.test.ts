import type { AegisEvent } from '@aegis/protocol';
import { createMemoryStore } from '@aegis/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { RegistryWatcher } from '../registry/registry-watcher.ts';
import { SessionState } from '../session/session-state.ts';
import { failingStore, type FailingStore } from '../testing/failing-store.ts';
import { FakeBox } from '../testing/fake-box.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { storedSession } from '../testing/stored-session.ts';
import { Outbox } from './outbox.ts';

const HOOK = { source: 'hook', rule: 'hook.UserPromptSubmit' } as const;

describe('an outbox whose disk is full', () => {
  let disk: FailingStore;
  let clock: ManualClock;
  let state: SessionState;
  let box: FakeBox;
  let outbox: Outbox;
  let told: AegisEvent[];

  beforeEach(() => {
    clock = new ManualClock();
    disk = failingStore(createMemoryStore(), clock);
    const { store, health } = disk;
    const events = new EventLog(store);
    told = [];
    events.onEvent((event) => told.push(event));
    let ids = 0;
    state = new SessionState(storedSession(store), {
      store,
      storeHealth: health,
      events,
      clock,
      logger: silentLogger,
      registry: new RegistryWatcher(clock, silentLogger),
      disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
      newId: (prefix) => `${prefix}_${(ids += 1)}`,
      locateTranscript: () => Promise.resolve(null),
    });
    box = new FakeBox(state.waiters);
    outbox = new Outbox({
      state,
      store,
      health,
      clock,
      newId: () => `msg_${(ids += 1)}`,
      host: () => box,
      onError: () => undefined,
    });
    // As a session does: whatever may have changed has what waits looked at.
    state.waiters.onCheck(() => outbox.pump());
    health.onRecovery(() => state.waiters.check());
    box.onSubmit = (text) => outbox.proofs.confirm(text, HOOK);
  });
  afterEach(() => {
    state.dispose();
    disk.store.close();
  });

  const stateOf = (id: string) => disk.store.getOutbox(id)?.state;
  const verdictsTold = () =>
    told.flatMap((event) => (event.type === 'delivery-changed' ? [event.data.verdict] : []));
  const fillOn = (key: string) => {
    box.onPress = (press) => {
      if (press.type === 'key' && press.key === key) disk.fail('full');
    };
  };

  test('takes no prompt, and says so', () => {
    disk.fail('full');
    expect(() => outbox.add('hello', null, 'queued')).toThrow('full');
    disk.fail(null);
    expect(outbox.inDoubt()).toEqual([]);
    expect(state.record.detail.queued).toBe(0);
  });

  test('types nothing of what waits until it can be written down, and then types it once', async () => {
    box.isIdle = false;
    const { id } = outbox.add('hello', null, 'queued');
    disk.fail('full');
    box.isIdle = true;
    outbox.pump();
    await clock.advance(60_000);
    expect([box.pressed, stateOf(id)]).toEqual([[], 'queued']);
    disk.fail(null);
    await clock.advance(10_000);
    expect([box.submitted, stateOf(id), verdictsTold()]).toEqual([
      ['hello'],
      'delivered',
      ['delivered'],
    ]);
  });

  test('filled while a prompt is typed: Enter is not pressed, the box is cleared, and it is typed once more', async () => {
    const { id } = outbox.add('hello', null, 'queued');
    box.onPress = (press) => {
      if (press.type === 'text') disk.fail('full');
    };
    outbox.pump();
    await clock.advance(60_000);
    expect([box.submitted, box.text]).toEqual([[], '']);
    box.onPress = () => undefined;
    disk.fail(null);
    await clock.advance(10_000);
    expect([box.submitted, stateOf(id), outbox.delivery(id).attempts]).toEqual([
      ['hello'],
      'delivered',
      2,
    ]);
  });

  test('what is known of a row is stored before it is typed again, so that it overtakes nothing', async () => {
    const { id } = outbox.add('hello', null, 'queued');
    box.onPress = (press) => {
      if (press.type === 'text') disk.fail('full');
    };
    outbox.pump();
    await clock.advance(10_000);
    box.onPress = () => undefined;
    box.onSubmit = () => undefined;
    disk.fail(null);
    outbox.pump();
    expect(box.pressed.filter(({ type }) => type === 'text')).toHaveLength(1);
    for (let steps = 0; steps < 200 && box.submitted.length === 0; steps += 1) {
      await clock.advance(50);
    }
    await clock.advance(50);
    expect([box.submitted, stateOf(id)]).toEqual([['hello'], 'submitted']);
  });

  test('filled at Enter: what Claude Code says is known at once, stored later, and typed no more', async () => {
    const { id } = outbox.add('hello', null, 'queued');
    fillOn('Enter');
    outbox.pump();
    await clock.advance(60_000);
    expect(outbox.delivery(id)).toMatchObject({ verdict: 'delivered', attempts: 1 });
    expect([stateOf(id), verdictsTold(), state.record.detail.queued]).toEqual(['submitted', [], 0]);
    box.onPress = () => undefined;
    disk.fail(null);
    await clock.advance(10_000);
    expect([stateOf(id), verdictsTold(), box.submitted]).toEqual([
      'delivered',
      ['delivered'],
      ['hello'],
    ]);
  });

  test('whose rows cannot even be read: the word of Claude Code is not forgotten', async () => {
    const { id } = outbox.add('hello', null, 'submitted');
    disk.fail('failed', { reads: true });
    outbox.proofs.confirm('hello', HOOK);
    await clock.advance(30_000);
    disk.fail(null);
    await clock.advance(10_000);
    expect([stateOf(id), verdictsTold()]).toEqual(['delivered', ['delivered']]);
  });

  test('who waits for an outcome that cannot be read is told so, and nobody else is', async () => {
    box.isIdle = false;
    const { id } = outbox.add('hello', null, 'queued');
    let others = 0;
    state.waiters.onCheck(() => (others += 1));
    const outcome = outbox.outcome(id, 60_000);
    disk.fail('failed', { reads: true });
    state.waiters.check();
    await expect(outcome).rejects.toThrow('full');
    expect(others).toBe(1);
  });

  test('a session that ends meanwhile: what waited is cancelled once it can be', async () => {
    box.isIdle = false;
    const { id } = outbox.add('hello', null, 'queued');
    disk.fail('full');
    outbox.cancelAll();
    expect([outbox.delivery(id).verdict, outbox.isQueued(id)]).toEqual(['failed', false]);
    disk.fail(null);
    await clock.advance(10_000);
    expect([stateOf(id), verdictsTold()]).toEqual(['cancelled', ['failed']]);
  });
});
