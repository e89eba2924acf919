import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AegisEvent, Pending, Session, SessionStatus } from '@aegis/protocol';
import { eventually } from '@aegis/testkit';
import type { Printer } from './print.ts';
import { COMMAND, PROMPT, scriptModel } from './script-model.ts';
import type { Stage } from '../stage.ts';

/** A step that did not happen ends the demo. */
function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`This was to happen and did not: ${what}`);
}

function describeEvent(event: AegisEvent): string | null {
  switch (event.type) {
    case 'status-changed':
      return `status ${event.data.from} → ${event.data.to}  (${event.data.evidence.source}: ${event.data.evidence.rule})`;
    case 'delivery-changed':
      return `delivery ${event.data.verdict}  (${event.data.evidence?.rule ?? 'no evidence'})`;
    case 'turn-ended':
      return `turn ended: ${event.data.turn.outcome}`;
    default:
      return null;
  }
}

async function waitForPending(
  { client }: Stage,
  id: string,
  status: SessionStatus,
): Promise<{ session: Session; pending: Pending }> {
  const session = await client.wait(id, { status: [status], timeoutMs: 30_000 });
  must(!session.timedOut, `the session waits as ${status}`);
  // The hook tells before Claude Code has drawn the rows.
  const pending = await eventually('the rows to be drawn', async () => {
    const { pending: now } = await client.getSession(id);
    return now !== null && now.options.length > 0 ? now : null;
  });
  return { session, pending };
}

function showPending(print: Printer, { title, toolName, toolInput, options, via }: Pending): void {
  const subject = toolInput?.['command'] ?? toolInput?.['file_path'] ?? '';
  print.quote(`${title}${toolName === null ? '' : `  [${toolName}]`}`);
  if (typeof subject === 'string' && subject !== '') print.quote(`  ${subject}`);
  for (const { label, role } of options) print.quote(`  ( ) ${label}   [${role}]`);
  print.fact(`asked through the ${via}, and the session says what and how it can be answered`);
}

export async function tellStory(stage: Stage, print: Printer): Promise<void> {
  const { client, workDir } = stage;
  scriptModel(stage.api, workDir);
  const health = await client.health();
  print.title('Aegis drives a real Claude Code, offline, against a scripted model');
  print.fact(
    `server ${client.baseUrl}, tmux ${health.runtime?.tmux.version ?? '?'}, Claude Code ${health.runtime?.claude.version ?? '?'}`,
  );
  const stop = new AbortController();
  const told = followEvents(stage, print, stop.signal);
  const id = await startSession(stage, print);
  await deliverPrompt(stage, print, id);
  await answerBash(stage, print, id);
  await answerWrite(stage, print, id);
  await readTranscript(stage, print, id);
  const pid = await killSession(stage, print, id);
  stop.abort();
  const statuses = await told;
  for (const status of ['idle', 'working', 'bash_approval', 'permission_prompt', 'exited']) {
    must(statuses.has(status), `the event stream told of "${status}"`);
  }
  print.fact(`the event stream told every status: ${[...statuses].join(', ')}`);
  must(!isAlive(pid), `process ${pid} is gone`);
}

async function followEvents({ client }: Stage, print: Printer, signal: AbortSignal) {
  const statuses = new Set<string>();
  try {
    for await (const event of client.events({ after: 0, signal })) {
      const text = describeEvent(event);
      if (text !== null) print.event(text);
      if (event.type === 'status-changed') statuses.add(event.data.to);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return statuses;
}

async function startSession(stage: Stage, print: Printer): Promise<string> {
  const { client, workDir } = stage;
  print.step('Create a session in a fresh git repository');
  print.request('POST /v1/sessions {"workDir": "…/greeter", "name": "demo"}');
  const created = await client.createSession({ workDir, name: 'demo' });
  print.fact(`session ${created.id}, Claude Code runs as process ${created.pid ?? '?'}`);
  must(created.pending?.kind === 'trust', 'Claude Code asks whether to trust the folder');
  print.step('Pass the trust dialog');
  showPending(print, created.pending);
  print.request(`POST …/approve {"requestId": "${created.pending.id}"}`);
  const { chosen } = await client.approve(created.id, { requestId: created.pending.id });
  print.fact(`chose "${chosen}", wherever it stood, and saw the dialog gone`);
  const idle = await client.wait(created.id, { status: ['idle'], timeoutMs: 30_000 });
  must(!idle.timedOut, 'the session is idle');
  return created.id;
}

async function deliverPrompt({ client }: Stage, print: Printer, id: string): Promise<void> {
  print.step('Send a prompt');
  print.request(`POST …/send {"text": "${PROMPT}"}`);
  const sent = await client.sendMessage(id, { text: PROMPT });
  must(sent.delivered, 'the prompt is delivered');
  print.fact(`delivered: Claude Code itself said so (${sent.evidence?.rule ?? '?'})`);
}

async function answerBash(stage: Stage, print: Printer, id: string): Promise<void> {
  print.step('A command needs approval: approve it');
  const { pending } = await waitForPending(stage, id, 'bash_approval');
  must(pending.toolInput?.['command'] === COMMAND, 'the command is told whole');
  must(!existsSync(join(stage.workDir, 'seen.txt')), 'nothing has run yet');
  showPending(print, pending);
  print.request(`POST …/approve {"requestId": "${pending.id}"}`);
  const { via, chosen } = await stage.client.approve(id, { requestId: pending.id });
  print.fact(`approved through the ${via}: "${chosen}"`);
}

async function answerWrite(stage: Stage, print: Printer, id: string): Promise<void> {
  print.step('A file is to be written: reject it, and say why');
  const { pending } = await waitForPending(stage, id, 'permission_prompt');
  must(existsSync(join(stage.workDir, 'seen.txt')), 'the approved command ran');
  showPending(print, pending);
  print.request('POST …/reject {"feedback": "No notes, please."}');
  const { via } = await stage.client.reject(id, {
    requestId: pending.id,
    feedback: 'No notes, please.',
  });
  print.fact(`rejected through the ${via}`);
  const idle = await stage.client.wait(id, { status: ['idle'], timeoutMs: 30_000 });
  must(idle.lastTurn?.outcome === 'completed', 'the turn is completed');
  must(!existsSync(join(stage.workDir, 'NOTES.md')), 'the rejected file was not written');
  print.fact('the turn is over, and the rejected file was not written');
}

async function readTranscript({ client }: Stage, print: Printer, id: string): Promise<void> {
  print.step('Read the transcript');
  print.request('GET …/read');
  const { messages } = await client.readSession(id);
  for (const { role, contentType, text, toolName } of messages) {
    const [first = ''] = text.split('\n');
    print.quote(`${role.padEnd(9)} ${(toolName ?? contentType).padEnd(11)} ${first.slice(0, 90)}`);
  }
  must(
    messages.some(({ role, text }) => role === 'user' && text === PROMPT),
    'the prompt stands in the transcript as it was sent',
  );
  must(
    messages.some(({ role, text }) => role === 'assistant' && text.includes('as you wish')),
    'the last answer stands in the transcript',
  );
  print.fact(`${messages.length} messages; reading changed nothing`);
}

async function killSession({ client }: Stage, print: Printer, id: string): Promise<number> {
  print.step('Clean up');
  const { pid } = await client.getSession(id);
  must(pid !== null && isAlive(pid), 'Claude Code still runs');
  print.request('DELETE /v1/sessions/…');
  await client.killSession(id);
  must(!isAlive(pid), `process ${pid} is gone when the answer comes`);
  const after = await client.wait(id, { status: ['exited'], timeoutMs: 5_000 });
  must(after.exit?.reason === 'killed', 'the session says that it was killed');
  print.fact(`process ${pid} and all that it started are gone`);
  return pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
