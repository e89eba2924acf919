import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStage, type Stage } from '../stage.ts';

/** A client of the seeds' time: curl and jq, polling. Only the address is another one. */
const SNIPPETS = `
set -eu
BASE=http://127.0.0.1:$AEGIS_PORT
curl -s $BASE/v1/health | jq -r .status
SID=$(curl -s -X POST $BASE/v1/sessions \\
-H "Content-Type: application/json" \\
-d "{\\"workDir\\":\\"$REPO\\",\\"name\\":\\"task-name\\"}" \\
| jq -r '.id')
curl -s $BASE/v1/sessions/$SID/read | jq -r '.status'
curl -s -X POST $BASE/v1/sessions/$SID/send \\
-H "Content-Type: application/json" \\
-d '{"text":"Your task here"}' | jq -r '.delivered'
for try in $(seq 1 100); do
STATUS=$(curl -s $BASE/v1/sessions/$SID/read | jq -r '.status')
if [ "$STATUS" = idle ]; then break; fi
sleep 0.2
done
echo "$STATUS"
curl -s $BASE/v1/sessions/$SID/read | jq -r '.messages | length'
curl -s $BASE/v1/sessions/$SID/read | jq -r '.messages[-1] | [.role, .contentType, .text] | @tsv'
curl -s -X DELETE $BASE/v1/sessions/$SID | jq -r '.ok'
for task in "task-a" "task-b"; do
curl -s -X POST $BASE/v1/sessions \\
-H "Content-Type: application/json" \\
-d "{\\"workDir\\":\\"$REPO\\",\\"name\\":\\"$task\\",\\"prompt\\":\\"$task description\\"}" \\
| jq -r '.promptDelivery.delivered'
done
curl -s "$BASE/v1/sessions" | jq -r '.sessions | length'
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
  stage.api.when('Your task here', [say('Task done.')]);
});
afterAll(() => stage.dispose());

test("the seeds' shell snippets run unchanged", async () => {
  const script = join(stage.home.home, 'snippets.sh');
  writeFileSync(script, SNIPPETS);
  const { code, stdout, stderr } = await runProcess(['bash', script], {
    env: { ...stage.env, REPO: stage.workDir },
  });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toEqual([
    'ok',
    'idle',
    'true',
    'idle',
    '2',
    'assistant\ttext\tTask done.',
    'true',
    'true',
    'true',
    '3',
  ]);
});
