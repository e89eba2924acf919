import { readFileSync } from 'node:fs';
import { say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStage, type Stage } from '../stage.ts';

/** What `create` may take, at most, after Claude Code itself has logged the prompt. */
const LIMIT_MS = 500;
const RUNS = 5;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
});
afterAll(() => stage.dispose());

/** When Claude Code wrote the prompt down, by its own clock: the time of the user's line in its transcript. */
function loggedAt(transcriptPath: string, prompt: string): number {
  for (const line of readFileSync(transcriptPath, 'utf8').split('\n')) {
    if (!line.includes(prompt) || !line.includes('"type":"user"')) continue;
    const { timestamp } = JSON.parse(line) as { timestamp: string };
    return Date.parse(timestamp);
  }
  throw new Error(`"${prompt}" does not stand in ${transcriptPath}`);
}

test(`create with a prompt answers within ${LIMIT_MS} ms of Claude Code logging it`, async () => {
  const lags: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const prompt = `measured prompt ${run}`;
    stage.api.when(prompt, [say('Noted.')]);
    const session = await stage.client.createSession({ workDir: stage.workDir, prompt });
    const answeredAt = Date.now();
    expect(session.promptDelivery).toMatchObject({
      delivered: true,
      evidence: { source: 'hook', rule: 'hook.UserPromptSubmit' },
    });
    await stage.client.wait(session.id, { status: ['idle'], timeoutMs: 20_000 });
    await stage.client.readSession(session.id);
    lags.push(answeredAt - loggedAt(session.transcriptPath ?? '', prompt));
    await stage.client.killSession(session.id);
  }
  process.stdout.write(
    `create answered ${lags.join(', ')} ms after Claude Code logged the prompt\n`,
  );
  for (const lag of lags) expect(lag).toBeLessThan(LIMIT_MS);
});
