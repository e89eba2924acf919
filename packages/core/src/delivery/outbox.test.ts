import type { AegisEvent } from '@aegis/protocol';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { RegistryWatcher } from '../registry/registry-watcher.ts';
import { SessionState } from '../session/session-state.ts';
import { failingStore, type FailingStore } from '../testing/failing-store.ts';
import { FakeBox } from '../testing/fake-box.ts';
import { ManualClock, settled } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { Outbox } from './outbox.ts';

const HOOK = { source: 'hook', rule: 'hook.UserPromptSubmit' } as const;

describe('Outbox', () => {
  let store: SessionStore;
  let disk: FailingStore;
  let clock: ManualClock;
  let state: SessionState;
  let box: FakeBox;
  let outbox: Outbox;
  let errors: unknown[];
  let told: AegisEvent[];

  beforeEach(() => {
    clock = new ManualClock();
    disk = failingStore(createMemoryStore(), clock);
    ({ store } = disk);
    const events = new EventLog(store);
    told = [];
    events.onEvent((event) => told.push(event));
    const registry = new RegistryWatcher(clock, silentLogger);
    let ids = 0;
    state = new SessionState(storedSession(store), {
      store,
      storeHealth: disk.health,
      events,
      clock,
      logger: silentLogger,
      registry,
      disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
      newId: (prefix) => `${prefix}_${(ids += 1)}`,
      locateTranscript: () => Promise.resolve(null),
    });
    box = new FakeBox(state.waiters);
    errors = [];
    outbox = openOutbox();
    // As Claude Code's hook does.
    box.onSubmit = (text) => outbox.proofs.confirm(text, HOOK);
  });
  afterEach(() => {
    state.dispose();
    store.close();
  });

  function openOutbox(): Outbox {
    let ids = store.listOutbox({ sessionId: sessionId(1) }).length;
    return new Outbox({
      state,
      store,
      health: disk.health,
      clock,
      newId: (prefix) => `${prefix}_${(ids += 1)}`,
      host: () => box,
      onError: (error) => errors.push(error),
    });
  }
  const send = (text: string, key: string | null = null) => {
    const row = outbox.add(text, key, 'queued');
    outbox.pump();
    return row.id;
  };
  const stateOf = (id: string) => store.getOutbox(id)?.state;
  const verdictsTold = () =>
    told.flatMap((event) => (event.type === 'delivery-changed' ? [event.data.verdict] : []));

  test('says how long a delivery took, also of a prompt that came before a restart', async () => {
    const took = () =>
      told
        .flatMap((event) => (event.type === 'delivery-changed' ? [event.data.tookMs] : []))
        .at(-1);
    box.onSubmit = (text) => clock.after(40, () => outbox.proofs.confirm(text, HOOK));
    send('hello');
    await clock.advance(100);
    expect(took()).toBe(40);
    box.onSubmit = () => undefined;
    send('again');
    await clock.advance(100);
    outbox = openOutbox();
    outbox.takeOver();
    await clock.advance(200);
    outbox.proofs.confirm('again', HOOK);
    expect(took()).toBe(300);
  });

  test('types, submits, and is delivered by Claude Code’s own word', async () => {
    const id = send('hello\nworld');
    await clock.advance(100);
    expect(box.submitted).toEqual(['hello\nworld']);
    expect(outbox.delivery(id)).toEqual({
      delivered: true,
      attempts: 1,
      verdict: 'delivered',
      evidence: { ...HOOK, at: '2026-01-01T00:00:00.000Z' },
    });
    expect(verdictsTold()).toEqual(['delivered']);
    expect(state.record.detail.queued).toBe(0);
  });

  test('a shutdown while it is typed leaves it in doubt, untouched, for whoever comes next', async () => {
    box.takesText = false;
    const id = send('hello');
    await clock.advance(10);
    const pressed = box.pressed.length;
    state.dispose();
    await outbox.stopped();
    await clock.advance(60_000);
    expect([stateOf(id), box.pressed.length - pressed, errors]).toEqual(['typing', 0, []]);
  });

  test('what is queued in the very moment in which the one before is done goes too', async () => {
    const first = send('first');
    const second = outbox.outcome(first, 1_000).then(() => send('second'));
    await clock.advance(100);
    const third = await second.then((id) => outbox.outcome(id, 1_000)).then(() => send('third'));
    await clock.advance(100);
    expect([box.submitted, stateOf(third)]).toEqual([['first', 'second', 'third'], 'delivered']);
    // A look that finds nothing ends a run as well.
    outbox.pump();
    const fourth = await Promise.resolve().then(() => send('fourth'));
    await clock.advance(100);
    expect(stateOf(fourth)).toBe('delivered');
  });

  test('waits until typing is right, then goes', async () => {
    box.isIdle = false;
    const id = send('hello');
    await clock.advance(60_000);
    expect([stateOf(id), box.pressed, state.record.detail.queued]).toEqual(['queued', [], 1]);
    box.isIdle = true;
    outbox.pump();
    await clock.advance(100);
    expect(stateOf(id)).toBe('delivered');
  });

  test('nothing is typed before keys are read, however long that takes', async () => {
    box.reads = false;
    send('hello');
    await clock.advance(14_000);
    expect(box.pressed).toEqual([]);
    box.reads = true;
    outbox.pump();
    await clock.advance(100);
    expect(box.submitted).toEqual(['hello']);
  });

  test.each([
    ['nothing tells whether keys are read', null, 1_500],
    ['it never says that it reads them', false, 15_000],
  ])('%s: the first one waits, and no other', async (_name, reads, waitMs) => {
    box.reads = reads;
    send('hello');
    await clock.advance(waitMs - 100);
    expect(box.pressed).toEqual([]);
    await clock.advance(200);
    expect(box.submitted).toEqual(['hello']);
    send('again');
    await clock.advance(100);
    expect(box.submitted).toEqual(['hello', 'again']);
  });

  test('prompts go in order, one at a time', async () => {
    send('one');
    send('two');
    send('three');
    await clock.advance(10_000);
    expect(box.submitted).toEqual(['one', 'two', 'three']);
  });

  test('a known idempotency key is the same row, and is typed once', async () => {
    const first = send('hello', 'key');
    expect(send('hello', 'key')).toBe(first);
    await clock.advance(10_000);
    expect(send('hello', 'key')).toBe(first);
    await clock.advance(10_000);
    expect(box.submitted).toEqual(['hello']);
    expect(send('hello', 'other')).not.toBe(first);
  });

  test('the row says that it is being typed before the first key, and submitted before Enter', async () => {
    const id = outbox.add('hello', null, 'queued').id;
    const seen: unknown[] = [];
    box.onPress = (press) => seen.push([press.type === 'key' ? press.key : 'text', stateOf(id)]);
    outbox.pump();
    await clock.advance(100);
    expect(seen).toEqual([
      ['text', 'typing'],
      ['Enter', 'submitted'],
    ]);
  });

  test('a lost Enter is pressed again, the text is not typed again', async () => {
    box.deafEnters = 2;
    const id = send('hello');
    await clock.advance(10_000);
    expect(box.submitted).toEqual(['hello']);
    expect(box.pressed.filter(({ type }) => type === 'text')).toHaveLength(1);
    expect(stateOf(id)).toBe('delivered');
  });

  test('without word but at work, the work is the evidence', async () => {
    box.onSubmit = () => undefined;
    box.work = { source: 'registry', rule: 'registry.busy' };
    const id = send('hello');
    await clock.advance(2_600);
    expect(outbox.delivery(id)).toMatchObject({
      verdict: 'delivered',
      evidence: { source: 'registry', rule: 'registry.busy' },
    });
  });

  test('without any sign it is unconfirmed, and late proof makes it delivered', async () => {
    box.onSubmit = () => undefined;
    const id = send('hello');
    await clock.advance(2_600);
    expect(outbox.delivery(id)).toMatchObject({ verdict: 'unconfirmed', delivered: false });
    await clock.advance(60_000);
    expect(box.submitted).toEqual(['hello']);
    outbox.proofs.confirm('hello', { source: 'transcript', rule: 'transcript.user' });
    expect(outbox.delivery(id)).toMatchObject({
      verdict: 'delivered',
      evidence: { source: 'transcript' },
    });
    expect(verdictsTold()).toEqual(['unconfirmed', 'delivered']);
  });

  test.each([3_600_000, -3_600_000])(
    'a line counts as proof if it was written after the prompt was sent, though the clock was set by %i meanwhile',
    async (jump) => {
      box.onSubmit = () => undefined;
      const before = state.times.momentOf(clock.now());
      await clock.advance(10);
      const id = send('hello');
      await clock.advance(1_000);
      clock.jump(jump);
      const line = { source: 'transcript', rule: 'transcript.user' } as const;
      outbox.proofs.confirm('hello', line, (row) => outbox.isFromBefore(row, before));
      expect(outbox.delivery(id)).toMatchObject({ delivered: false });
      const written = state.times.momentOf(clock.now());
      outbox.proofs.confirm('hello', line, (row) => outbox.isFromBefore(row, written));
      expect(outbox.delivery(id)).toMatchObject({ delivered: true });
    },
  );

  test.each([3_600_000, -3_600_000])(
    'the wait for a Claude Code that reads no keys yet is as long as ever, though the clock is set by %i',
    async (jump) => {
      box.reads = null;
      send('hello');
      await clock.advance(700);
      clock.jump(jump);
      outbox.pump();
      await clock.advance(700);
      expect(box.pressed).toEqual([]);
      await clock.advance(200);
      expect(box.submitted).toEqual(['hello']);
    },
  );

  test('one prompt that stays unconfirmed holds up no other', async () => {
    box.onSubmit = () => undefined;
    send('one');
    const second = send('two');
    await clock.advance(2_600);
    await clock.advance(2_600);
    expect(box.submitted).toEqual(['one', 'two']);
    expect(stateOf(second)).toBe('unconfirmed');
  });

  test('a text that Claude Code changed as typing does is delivered, and says so', async () => {
    const id = send('a\tb  \n');
    await clock.advance(100);
    expect(outbox.delivery(id).evidence?.rule).toBe('hook.UserPromptSubmit.as-typed');
  });

  test('word of another prompt proves nothing', async () => {
    box.onSubmit = () => outbox.proofs.confirm('something else', HOOK);
    const id = send('hello');
    await clock.advance(2_600);
    expect(stateOf(id)).toBe('unconfirmed');
  });

  test('word of a prompt proves the one that is on its way, not an old one of the same text', async () => {
    box.onSubmit = () => undefined;
    const lost = send('continue');
    await clock.advance(2_600);
    box.onSubmit = (text) => outbox.proofs.confirm(text, HOOK);
    const second = send('continue');
    await clock.advance(2_600);
    expect([stateOf(lost), stateOf(second)]).toEqual(['unconfirmed', 'delivered']);
  });

  test('a box that takes no keys gets them five times, and no more', async () => {
    box.takesText = false;
    const id = send('hello');
    for (let round = 0; round < 20; round += 1) {
      await clock.advance(3_100);
      outbox.pump();
    }
    expect(outbox.delivery(id)).toMatchObject({ verdict: 'failed', attempts: 5 });
    expect(box.pressed.filter(({ type }) => type === 'text')).toHaveLength(5);
    expect(box.pressed.filter((press) => press.type === 'key' && press.key === 'Enter')).toEqual(
      [],
    );
  });

  test('a box that shows something else than what was typed is not submitted', async () => {
    box.onPress = (press) => {
      if (press.type === 'text') box.text = 'a person types';
    };
    const id = send('hello');
    await clock.advance(10_000);
    expect([stateOf(id), box.submitted]).toEqual(['unconfirmed', []]);
  });

  test('no Enter into a dialog that opened meanwhile', async () => {
    box.onPress = (press) => {
      if (press.type === 'text') box.hasDialog = true;
    };
    const id = send('hello');
    await clock.advance(10_000);
    expect([stateOf(id), box.submitted]).toEqual(['unconfirmed', []]);
  });

  test('what an interrupt put back is cleared first; a person’s draft never is', async () => {
    box.text = 'old prompt';
    box.leftovers = ['old prompt'];
    const id = send('hello');
    await clock.advance(100);
    expect([stateOf(id), box.submitted]).toEqual(['delivered', ['hello']]);
    box.text = 'a draft';
    const second = send('again');
    await clock.advance(10_000);
    expect([stateOf(second), box.text]).toEqual(['queued', 'a draft']);
  });

  test('a box that looks empty for a moment, half drawn, is not typed into', async () => {
    box.emptyFor = 0;
    const id = send('hello');
    await settled();
    expect(box.pressed).toEqual([]);
    box.text = 'a draft';
    state.waiters.check();
    await clock.advance(1_000);
    await settled();
    expect(box.pressed).toEqual([]);
    expect(stateOf(id)).toBe('queued');
    box.text = '';
    box.emptyFor = Infinity;
    outbox.pump();
    await settled();
    expect(box.submitted).toEqual(['hello']);
  });

  test('a box that stays empty is typed into', async () => {
    box.emptyFor = 0;
    send('hello');
    await settled();
    expect(box.pressed).toEqual([]);
    await clock.advance(150);
    await settled();
    expect(box.submitted).toEqual(['hello']);
  });

  test('what was cut off while its first mark was put right is cleared, wherever the cursor was left', async () => {
    box.text = 'x!';
    box.isAtBegin = true;
    box.leftovers = ['x!'];
    send('!important');
    await settled();
    expect(box.submitted).toEqual(['!important']);
  });

  test('a leftover of several lines is cleared line by line', async () => {
    box.text = 'old\nprompt\nof lines';
    box.leftovers = ['old\nprompt\nof lines'];
    const id = send('hello');
    await clock.advance(100);
    expect([stateOf(id), box.submitted]).toEqual(['delivered', ['hello']]);
  });

  test('what a person types while a leftover is cleared is left alone', async () => {
    box.text = 'old\nprompt';
    box.leftovers = ['old\nprompt'];
    box.onPress = () => (box.text = 'a person types\nx');
    const id = send('hello');
    await clock.advance(10_000);
    expect([stateOf(id), box.text]).toEqual(['queued', 'a person types']);
  });

  test('a leftover that cannot be cleared gets no endless keys', async () => {
    box.text = 'old prompt';
    box.leftovers = ['old prompt'];
    box.takesClearing = false;
    const id = send('hello');
    for (let round = 0; round < 20; round += 1) {
      await clock.advance(3_100);
      outbox.pump();
    }
    expect(box.pressed.length).toBeLessThanOrEqual(5 * 30 * 2);
    expect(stateOf(id)).toBe('failed');
  });

  test('keys that could not be pressed: said once, in doubt, and never typed again', async () => {
    box.onPress = () => {
      throw new Error('tmux is gone');
    };
    const id = send('hello');
    await clock.advance(100);
    box.onPress = () => undefined;
    outbox.pump();
    await clock.advance(10_000);
    expect(errors).toHaveLength(1);
    expect([stateOf(id), box.submitted]).toEqual(['unconfirmed', []]);
  });

  describe('after a restart', () => {
    function restartedIn(rowState: 'typing' | 'submitted', boxText: string): string {
      const id = outbox.add('hello there', null, 'queued').id;
      store.updateOutbox(id, { state: rowState, attempts: 1 }, clock.now());
      box.text = boxText;
      outbox = openOutbox();
      outbox.takeOver();
      if (outbox.isCutOff(boxText)) box.leftovers = [boxText];
      outbox.pump();
      return id;
    }

    test('what was being typed was not submitted: it is typed afresh, once', async () => {
      const id = restartedIn('typing', 'hello th');
      await clock.advance(10_000);
      expect([box.submitted, stateOf(id)]).toEqual([['hello there'], 'delivered']);
    });

    test('it is still known for ours when Aegis ends once more before that', () => {
      box.isIdle = false;
      const id = restartedIn('typing', 'hello th');
      outbox = openOutbox();
      outbox.takeOver();
      expect([stateOf(id), outbox.isCutOff('hello th'), outbox.isCutOff('theirs')]).toEqual([
        ...['queued', true, false],
      ]);
    });

    test('a draft that it does not begin with is not ours', async () => {
      const id = restartedIn('typing', 'their draft');
      await clock.advance(10_000);
      expect([box.text, box.pressed, stateOf(id)]).toEqual(['their draft', [], 'queued']);
    });

    test('what may be submitted and still stands in the box is submitted', async () => {
      box.leftovers = ['hello there'];
      const id = restartedIn('submitted', 'hello there');
      send('the next one');
      await clock.advance(10_000);
      expect(box.submitted).toEqual(['hello there', 'the next one']);
      expect(stateOf(id)).toBe('delivered');
    });

    test('what may be submitted and is not in the box is never typed again', async () => {
      const id = restartedIn('submitted', '');
      const next = send('the next one');
      await clock.advance(10_000);
      expect(box.submitted).toEqual(['the next one']);
      expect([stateOf(id), stateOf(next)]).toEqual(['unconfirmed', 'delivered']);
      outbox.proofs.confirm('hello there', { source: 'transcript', rule: 'transcript.user' });
      expect(stateOf(id)).toBe('delivered');
    });

    test('it is waited for while the session works', async () => {
      box.isIdle = false;
      const id = restartedIn('submitted', '');
      await clock.advance(60_000);
      expect(stateOf(id)).toBe('submitted');
      outbox.proofs.confirm('hello there', { source: 'transcript', rule: 'transcript.user' });
      expect(stateOf(id)).toBe('delivered');
    });
  });

  test('a first prompt that is an argument waits for its proof, and the session tells of it', () => {
    const id = outbox.add('hello', null, 'submitted').id;
    state.commit({ firstPromptId: id, promptDelivery: outbox.delivery(id) });
    expect(state.record.promptDelivery).toMatchObject({ verdict: 'queued', attempts: 1 });
    outbox.proofs.confirm('hello', HOOK);
    expect(state.record.promptDelivery).toMatchObject({ verdict: 'delivered', delivered: true });
  });

  test('the end of the session settles every row, and tells each once', async () => {
    box.onSubmit = () => undefined;
    const [first, second] = [send('one'), send('two')];
    await settled();
    expect([stateOf(first), stateOf(second)]).toEqual(['submitted', 'queued']);
    outbox.cancelAll();
    box.isIdle = false;
    await clock.advance(10_000);
    expect([stateOf(first), stateOf(second)]).toEqual(['unconfirmed', 'cancelled']);
    expect(verdictsTold()).toEqual(['unconfirmed', 'failed']);
  });

  test('outcome: at once when settled, at the latest after its time, or when told to stop', async () => {
    box.isIdle = false;
    const id = send('hello');
    const stopped = outbox.outcome(id, 60_000, () => true);
    expect((await stopped).verdict).toBe('queued');
    const late = outbox.outcome(id, 5_000);
    await clock.advance(5_000);
    expect((await late).verdict).toBe('queued');
    const waiting = outbox.outcome(id, 60_000);
    box.isIdle = true;
    outbox.pump();
    await clock.advance(100);
    expect((await waiting).verdict).toBe('delivered');
    expect(await outbox.outcome('msg_unknown', 1_000)).toMatchObject({ verdict: 'failed' });
  });
});
