import { createMemoryStore, type SessionStore } from '@aegis/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { RegistryWatcher } from '../registry/registry-watcher.ts';
import { SessionState } from '../session/session-state.ts';
import { failingStore } from '../testing/failing-store.ts';
import { FakeBox } from '../testing/fake-box.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { confirmCommand } from './confirm-command.ts';
import { Outbox } from './outbox.ts';
import type { RowKind } from './row-kind.ts';

let store: SessionStore;
let clock: ManualClock;
let state: SessionState;
let box: FakeBox;
let outbox: Outbox;
let open: () => Outbox;
beforeEach(() => {
  clock = new ManualClock();
  const disk = failingStore(createMemoryStore(), clock);
  ({ store } = disk);
  let ids = 0;
  const newId = (prefix: string) => `${prefix}_${(ids += 1)}`;
  state = new SessionState(storedSession(store), {
    ...{ store, clock, newId, storeHealth: disk.health, events: new EventLog(store) },
    ...{ logger: silentLogger, registry: new RegistryWatcher(clock, silentLogger) },
    disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
    locateTranscript: () => Promise.resolve(null),
  });
  box = new FakeBox(state.waiters);
  open = () =>
    new Outbox({
      ...{ state, store, clock, newId, health: disk.health, host: () => box },
      onError: () => undefined,
    });
  outbox = open();
});
afterEach(() => {
  state.dispose();
  store.close();
});

const add = (kind: RowKind, text: string) => {
  const { id } = outbox.add(text, null, 'queued', kind);
  outbox.pump();
  return id;
};
const isThere = () => true;
const enters = () => box.pressed.filter((key) => key.type === 'key' && key.key === 'Enter').length;

describe('a command', () => {
  test('is typed, and delivered by what the transcript says of it', async () => {
    box.onSubmit = (text) => confirmCommand(outbox, { type: 'command', text }, isThere);
    const id = add('command', '/compact  keep names');
    await clock.advance(1_000);
    expect(box.submitted).toEqual(['/compact  keep names']);
    expect(outbox.delivery(id)).toMatchObject({
      ...{ verdict: 'delivered', attempts: 1 },
      evidence: { source: 'transcript', rule: 'transcript.command' },
    });
  });

  test('is delivered by the view that it opens', async () => {
    box.onSubmit = () => (box.overlay = { source: 'screen', rule: 'screen.overlay' });
    const id = add('command', '/help');
    await clock.advance(1_000);
    expect(outbox.delivery(id).evidence).toMatchObject({ rule: 'screen.overlay' });
  });

  test('that Claude Code does not know has failed, and is not typed again', async () => {
    box.onSubmit = () =>
      confirmCommand(outbox, { type: 'unknown-command', name: '/nosuch' }, isThere);
    const id = add('command', '/nosuch x');
    await clock.advance(60_000);
    expect(outbox.delivery(id)).toMatchObject({
      ...{ verdict: 'failed', attempts: 1 },
      evidence: { rule: 'transcript.unknown_command' },
    });
    expect(enters()).toBe(1);
  });

  test('for which another one is chosen in the list is not run, and taken out of the box', async () => {
    box.completion = ['/copy'];
    const id = add('command', '/co');
    await clock.advance(10_000);
    expect(outbox.delivery(id)).toMatchObject({
      ...{ verdict: 'failed' },
      evidence: { source: 'screen', rule: 'screen.completion_menu' },
    });
    expect([enters(), box.text]).toEqual([0, '']);
  });

  test('that is itself chosen in the list, by its name or another of its names, is run', async () => {
    box.completion = ['/usage', '/cost'];
    add('command', '/cost');
    await clock.advance(1_000);
    expect(box.submitted).toEqual(['/cost']);
  });

  test('presses Enter once, whatever comes of it: what it opens might take the next one', async () => {
    box.deafEnters = 9;
    const id = add('command', '/model');
    await clock.advance(60_000);
    expect([enters(), outbox.delivery(id).verdict]).toEqual([1, 'unconfirmed']);
  });

  test('is proven under another name only by what was written after its Enter, with the same words', async () => {
    const evidence = { source: 'transcript', rule: 'transcript.command' } as const;
    const before = clock.monotonic();
    await clock.advance(10);
    const id = add('command', '/new work');
    await clock.advance(5_000);
    expect(outbox.delivery(id).verdict).toBe('unconfirmed');
    outbox.proofs.confirmAlias('/clear work', evidence, before);
    outbox.proofs.confirmAlias('/clear other', evidence, clock.monotonic());
    expect(outbox.delivery(id).verdict).toBe('unconfirmed');
    outbox.proofs.confirmAlias('/clear work', evidence, clock.monotonic());
    expect(outbox.delivery(id).evidence?.rule).toBe('transcript.command.alias');
  });

  test('is proven by the end of the session, where that ended by itself', async () => {
    box.onSubmit = () => outbox.cancelAll(true);
    const id = add('command', '/exit');
    await clock.advance(1_000);
    expect(outbox.delivery(id).evidence).toMatchObject({ source: 'process' });
    box.onSubmit = () => outbox.cancelAll(false);
    const other = add('command', '/exit');
    await clock.advance(1_000);
    expect(outbox.delivery(other).verdict).toBe('unconfirmed');
  });

  test('of which Enter may have been pressed before a crash is not typed again', async () => {
    const id = add('command', '/compact');
    await clock.advance(300);
    store.updateOutbox(id, { state: 'submitted' }, 0);
    box.text = '';
    const pressed = box.pressed.length;
    outbox = open();
    outbox.takeOver();
    outbox.pump();
    await clock.advance(10_000);
    expect([box.pressed.length, outbox.delivery(id).verdict]).toEqual([pressed, 'unconfirmed']);
    confirmCommand(outbox, { type: 'command', text: '/compact' }, isThere);
    expect(outbox.delivery(id).verdict).toBe('delivered');
  });
});

describe('a shell command', () => {
  test('is typed behind a `!` of its own, and delivered by the transcript', async () => {
    box.onSubmit = (text) =>
      confirmCommand(outbox, { type: 'shell', command: `${text.slice(1)} ` }, isThere);
    const id = add('shell', '!! false; ls');
    await clock.advance(1_000);
    expect(box.pressed[0]).toEqual({ type: 'text', text: '!' });
    expect(box.submitted).toEqual(['!! false; ls']);
    expect(outbox.delivery(id).evidence).toMatchObject({ rule: 'transcript.shell' });
  });

  test('that works on is delivered by that', async () => {
    box.onSubmit = () => (box.work = { source: 'registry', rule: 'registry.busy' });
    const id = add('shell', '!sleep 60');
    await clock.advance(3_000);
    expect(outbox.delivery(id).evidence).toMatchObject({ rule: 'registry.busy' });
  });

  test('is not submitted where the box is not in shell mode', async () => {
    box.takesText = false;
    const id = add('shell', '!ls');
    await clock.advance(120_000);
    expect([enters(), outbox.delivery(id).verdict]).toEqual([0, 'failed']);
  });

  test('of which a half stands there is cleared, the mode too, and typed afresh', async () => {
    const { id } = outbox.add('!echo hello', null, 'queued', 'shell');
    store.updateOutbox(id, { state: 'typing', attempts: 1 }, 0);
    [box.mode, box.text] = ['shell', 'echo h'];
    expect(outbox.isCutOff('echo h', true)).toBe(false);
    outbox.takeOver();
    expect([outbox.isCutOff('echo h', true), outbox.isCutOff('', true)]).toEqual([true, true]);
    expect(outbox.isCutOff('echo h', false)).toBe(false);
    box.leftovers = ['echo h'];
    outbox.pump();
    await clock.advance(5_000);
    expect(box.submitted).toEqual(['!echo hello']);
  });
});

test('none is taken for another kind', () => {
  const evidence = { source: 'hook', rule: 'x' } as const;
  box.isIdle = false;
  const ids = (['prompt', 'command', 'shell'] as const).map((kind) => add(kind, '!a'));
  for (const id of ids) store.updateOutbox(id, { state: 'unconfirmed' }, 0);
  const verdicts = () => ids.map((id) => outbox.delivery(id).delivered);
  outbox.proofs.confirm('!a', evidence);
  expect(verdicts()).toEqual([true, false, false]);
  confirmCommand(outbox, { type: 'shell', command: 'a' }, isThere);
  expect(verdicts()).toEqual([true, false, true]);
  confirmCommand(outbox, { type: 'command', text: '!a' }, () => false);
  expect(verdicts()).toEqual([true, false, true]);
  expect(store.listOutbox({ sessionId: sessionId(1) })).toHaveLength(3);
});
