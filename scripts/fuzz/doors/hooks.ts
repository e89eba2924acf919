import { sessionSchema } from '@aegis/protocol';
import fc from 'fast-check';
import * as v from 'valibot';
import { promise, type Door, type Verdict } from '../door.ts';
import { HOOK_SAMPLES } from '../input/hook-samples.ts';
import { hostileText, mutatedJsonText } from '../input/mutate-json.ts';
import { openOnStage } from '../input/open-on-stage.ts';
import { SECRET, SESSION_IDS, type AppStage } from '../input/stage-app.ts';

interface Input {
  session: string;
  event: string;
  secret: string | null;
  body: Uint8Array;
}

/** How long a request that is held is left held, before Claude Code hangs up. Milliseconds. */
const HELD_MS = 3;

/** A header holds no more than Latin-1, and neither NUL nor the end of a line. */
const headerText = hostileText.map((text) =>
  text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '').trim(),
);

const inputs: fc.Arbitrary<Input> = fc.record({
  session: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...SESSION_IDS) },
    { weight: 1, arbitrary: hostileText.map((text) => encodeURIComponent(text.toWellFormed())) },
  ),
  event: fc.oneof(
    {
      weight: 9,
      arbitrary: fc.constantFrom(...HOOK_SAMPLES.map((sample) => sample.hook_event_name)),
    },
    { weight: 1, arbitrary: hostileText.map((text) => encodeURIComponent(text.toWellFormed())) },
  ),
  secret: fc.oneof(
    { weight: 8, arbitrary: fc.constant(SECRET) },
    { weight: 1, arbitrary: headerText },
    { weight: 1, arbitrary: fc.constantFrom(null, `${SECRET}x`, SECRET.slice(1)) },
  ),
  body: mutatedJsonText(HOOK_SAMPLES),
});

export const hooks: Door<Input> = {
  name: 'hooks',
  about: 'hook calls through the app, into a session and its status',
  share: 15,
  open: () => openOnStage(inputs, check),
};

async function check({ session, event, secret, body }: Input, stage: AppStage): Promise<Verdict> {
  const stop = new AbortController();
  const request = new Request(`http://127.0.0.1:9100/v1/hooks/${session}/${event}`, {
    method: 'POST',
    headers: {
      host: '127.0.0.1:9100',
      ...(secret === null ? {} : { 'x-aegis-hook-secret': secret }),
    },
    body: body.slice(),
    signal: stop.signal,
  });
  const before = stage.aegis.eventsStart().lastEventId;
  const hangUp = setTimeout(() => stop.abort(), HELD_MS);
  const response = await stage.app.request(request);
  clearTimeout(hangUp);
  stop.abort();
  const text = await response.text();
  promise(
    stage.internal.length === 0,
    `nothing unforeseen: ${stage.internal.splice(0).join('\n')}`,
  );
  promise(response.status < 500, `no failure: ${response.status} ${text}`);
  promise(!text.includes('"allow"'), 'nobody has approved');
  if (secret !== SECRET) {
    promise(response.status >= 400, 'who has no secret is not heard');
    promise(stage.aegis.eventsStart().lastEventId === before, 'and leaves no trace');
  }
  for (const id of SESSION_IDS) {
    const told = v.safeParse(sessionSchema, stage.aegis.sessions.get(id).info());
    promise(
      told.success,
      `a session fits its schema: ${told.issues?.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`).join() ?? ''}`,
    );
  }
  return response.ok ? 'accepted' : 'rejected';
}
