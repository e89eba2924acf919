import {
  adoptablePanesSchema,
  adoptBodySchema,
  batchBodySchema,
  batchResultSchema,
  okSchema,
  resumeBodySchema,
  sessionSchema,
} from '@aegis/protocol';
import * as v from 'valibot';
import { adviceOnSession } from '../advice.ts';
import { aboutNewSessions, withProgress } from '../events/with-progress.ts';
import { defineTool, type Tool } from '../tool.ts';
import { SESSION_ID, sessionIdInput } from './inputs.ts';

/** The name and the directory of a request of a batch, which is checked by the server alone. */
const requestSchema = v.looseObject({
  workDir: v.string(),
  name: v.optional(v.string()),
});

const batchCreateSessions = defineTool({
  name: 'batch_create_sessions',
  title: 'Create several sessions',
  description:
    'Start up to 50 sessions at once, a few at a time. One that cannot be started does not keep the others from it: `results` has, for each request in order, its `session` or its `error`. Then wait_for_status on each; get_swarm with a common tag shows all of them at one glance.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: batchBodySchema,
  parameters: {
    sessions:
      'One object for each session, with the parameters of create_session: `workDir` (required), `name`, `prompt`, `tags`, …',
    concurrency: 'How many are being started at a time; default 4.',
  },
  output: batchResultSchema,
  run: async (input, context) => {
    const { client, signal, shown, own } = context;
    const wanted = input.sessions.flatMap((request) => {
      const parsed = v.safeParse(requestSchema, request);
      return parsed.success ? [parsed.output] : [];
    });
    const isMeant = (session: { workDir: string; name: string }) =>
      wanted.some(
        ({ workDir, name }) =>
          workDir === session.workDir && (name === undefined || name === session.name),
      );
    const told = aboutNewSessions(isMeant, `${input.sessions.length} sessions are being started`);
    const answer = await withProgress(context, told, () => client.batchCreate(input, { signal }));
    for (const result of answer.results) {
      if (!result.ok) continue;
      shown.note(result.session);
      own.add(result.session);
    }
    return answer;
  },
  advice: ({ failed, results }) =>
    failed === 0
      ? null
      : `${failed} of ${results.length} were not started; their \`error\` says why. Start those alone again, corrected.`,
});

const resumeSession = defineTool({
  name: 'resume_session',
  title: 'Resume session',
  description:
    'Go on with the conversation of a session that has ended, in a new session (a new id) in the same directory, in the default permission mode. Fails with `session_running` while the old one runs: use send_message there.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: v.strictObject({ sessionId: sessionIdInput, ...resumeBodySchema.entries }),
  parameters: { sessionId: SESSION_ID, prompt: 'What to go on with.' },
  output: sessionSchema,
  run: async ({ sessionId, ...body }, context) => {
    const { client, signal, shown, own } = context;
    const { workDir } = await client.getSession(sessionId, {}, { signal });
    const told = aboutNewSessions((session) => session.workDir === workDir, 'Being resumed');
    const session = await withProgress(context, told, () =>
      client.resumeSession(sessionId, body, { signal }),
    );
    shown.note(session);
    own.add(session);
    return session;
  },
  advice: adviceOnSession,
});

const listAdoptablePanes = defineTool({
  name: 'list_adoptable_panes',
  title: 'List adoptable panes',
  description:
    "Claude Code sessions that people started in tmux panes of this machine, and that can be taken over with adopt_pane: each pane's place, directory and conversation; `sessionId` where that is done already.",
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({}),
  parameters: {},
  output: adoptablePanesSchema,
  run: (_input, { client, signal }) => client.adoptablePanes({ signal }),
});

const adoptPane = defineTool({
  name: 'adopt_pane',
  title: 'Adopt pane',
  description:
    'Take over a Claude Code that a person started in a tmux pane: from then on it is a session like others, and the person can go on using it. Its dialogs are answered through the screen. Again is fine. release_session lets go of it. Do this only where the person wants it.',
  effect: 'acts',
  idempotent: true,
  reachesClaude: false,
  input: adoptBodySchema,
  parameters: {
    pane: 'As tmux names it: `%3`, `work:1.0`, `work`; `paneId` or `place` of list_adoptable_panes.',
    socket:
      'Of the tmux server: `socketPath` of list_adoptable_panes, or a name; default `default`.',
    name: 'A name for people, one line.',
    tags: 'Words to find the session by.',
  },
  output: sessionSchema,
  run: async (input, { client, signal, shown, own }) => {
    const session = await client.adoptSession(input, { signal });
    shown.note(session);
    own.add(session);
    return session;
  },
  advice: adviceOnSession,
});

const releaseSession = defineTool({
  name: 'release_session',
  title: 'Release session',
  description:
    'Let go of an adopted session: Claude Code goes on in its pane, and Aegis no longer watches it. For a session that Aegis started, kill_session.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput }),
  parameters: { sessionId: SESSION_ID },
  output: okSchema,
  run: async ({ sessionId }, { client, signal, shown }) => {
    const answer = await client.releaseSession(sessionId, { signal });
    shown.forget(sessionId);
    return answer;
  },
});

export const lifecycleTools: readonly Tool[] = [
  batchCreateSessions,
  resumeSession,
  listAdoptablePanes,
  adoptPane,
  releaseSession,
];
