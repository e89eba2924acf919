import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AegisEvent } from '@aegis/protocol';
import {
  bash,
  eventually,
  mountSmallDisk,
  say,
  whyNoSmallDisk,
  type SmallDisk,
} from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { eventsSoFar } from './testing/events-so-far.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

const whyNot = whyNoSmallDisk();

describe.skipIf(whyNot !== null)(
  `a disk that fills while sessions work (${whyNot ?? 'tmpfs'})`,
  () => {
    let disk: SmallDisk;
    let world: RealWorld;
    let session: AegisSession;
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    beforeAll(async () => {
      process.on('unhandledRejection', note);
      disk = mountSmallDisk(3_072);
      world = await createRealWorld({ stateDir: disk.path });
      session = await world.aegis.sessions.create({ workDir: world.workDir });
    });
    afterAll(async () => {
      disk.free();
      await world.dispose();
      disk.dispose();
      process.off('unhandledRejection', note);
    });

    const received = () =>
      world.api.requests.filter(({ kind }) => kind === 'main').map(({ prompt }) => prompt);
    const health = async () => (await world.aegis.health()).store;
    const allEvents = () => eventsSoFar(world.aegis, session.id);
    const saidIn = (events: readonly AegisEvent[]) =>
      events.flatMap((event) =>
        event.type === 'message-added' && event.data.message.contentType === 'text'
          ? [event.data.message.text]
          : [],
      );

    test('a turn goes on, can be answered, and is told whole once there is room', async () => {
      const file = join(world.workDir, 'made');
      world.api.when('make it', [bash(`touch ${file}`), say('It is made.')]);
      await session.send('make it');
      const asked = await session.waitFor('bash_approval');
      expect(asked.timedOut).toBe(false);
      const before = world.aegis.eventsStart().lastEventId;

      disk.fill();
      // What happens now cannot be stored, and is known all the same.
      expect(await session.approve({ requestId: asked.pending?.id ?? '' })).toMatchObject({
        ok: true,
      });
      expect(await session.waitFor('idle')).toMatchObject({
        status: 'idle',
        timedOut: false,
        lastTurn: { outcome: 'completed' },
      });
      expect(existsSync(file)).toBe(true);
      expect((await session.read()).messages.at(-1)?.text).toBe('It is made.');
      expect(world.aegis.eventsStart().lastEventId).toBe(before);
      expect(await health()).toMatchObject({ available: false, problem: /disk is full/ });

      // What has to be stored is refused, and not done by half.
      const known = received();
      const folders = readdirSync(join(disk.path, 'sessions'));
      await expect(session.send('never sent')).rejects.toMatchObject({ code: 'full' });
      await expect(
        world.aegis.sessions.create({ workDir: world.workDir, prompt: 'never started' }),
      ).rejects.toMatchObject({ code: 'store_failed' });
      expect(readdirSync(join(disk.path, 'sessions'))).toEqual(folders);
      expect(world.aegis.sessions.list().sessions).toHaveLength(1);
      expect(session.info().detail.draft).toBeNull();

      disk.free();
      await eventually('the disk is found to have room', async () => (await health())?.available);
      await eventually(
        'what happened is told',
        () => world.aegis.eventsStart().lastEventId > before,
      );
      await eventually('its words', async () => saidIn(await allEvents()).includes('It is made.'));
      const events = await allEvents();
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
      expect(saidIn(events).filter((text) => text === 'It is made.')).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'turn-ended')).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'pending-closed')).toHaveLength(1);
      expect(received()).toEqual(known);

      world.api.when('and now', [say('Now it works.')]);
      expect(await session.send('and now')).toMatchObject({ delivered: true });
      await session.waitFor('idle');
      expect(received().slice(known.length)).toEqual(['and now']);
    });

    test('a permission asked meanwhile is held, and answered through its hook once there is room', async () => {
      const file = join(world.workDir, 'later');
      world.api.when('ask later', [bash(`touch ${file}`), say('Later is done.')]);
      const before = world.aegis.eventsStart().lastEventId;
      const sent = session.send('ask later');
      await sent;
      disk.fill();
      const { pending, timedOut } = await session.waitFor(['bash_approval', 'permission_prompt']);
      expect([timedOut, pending?.via]).toEqual([false, 'hook']);
      disk.free();
      await eventually('the disk is found to have room', async () => (await health())?.available);
      expect(session.info().pending?.id).toBe(pending?.id);
      expect(await session.approve({ requestId: pending?.id ?? '' })).toMatchObject({
        via: 'hook',
      });
      await session.waitFor('idle');
      expect(existsSync(file)).toBe(true);
      // Claude Code's last words are written, and told, a moment after the turn has ended.
      await eventually('its words', async () =>
        saidIn(await allEvents()).includes('Later is done.'),
      );
      const events = (await allEvents()).filter(({ id }) => id > before);
      expect(saidIn(events).filter((text) => text === 'Later is done.')).toHaveLength(1);
      const opened = events.filter(({ type }) => type === 'pending-opened');
      expect(opened).toMatchObject([{ data: { pending: { id: pending?.id } } }]);
    });

    test('a server that ends while the disk is full: the next one tells each line once', async () => {
      world.api.when('say it', [say('Said while the disk was full.')]);
      world.api.when('second', [say('And more.')]);
      const sent = await session.send('say it');
      expect(sent.delivered).toBe(true);
      disk.fill();
      await session.waitFor('idle');
      await world.aegis.close();
      disk.free();
      session = (await world.restart()).sessions.get(session.id);
      await session.waitFor('idle');
      await session.send('second');
      await session.waitFor('idle');
      await eventually('the second is told', async () =>
        saidIn(await allEvents()).includes('And more.'),
      );
      const said = saidIn(await allEvents());
      for (const text of ['Said while the disk was full.', 'And more.']) {
        expect(said.filter((each) => each === text)).toHaveLength(1);
      }
    });

    test('nothing of it went unhandled', () => {
      expect(unhandled).toEqual([]);
    });
  },
);
