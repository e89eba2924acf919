import { createTmuxSandbox, paneOf, resolveClaude, say, type TmuxSandbox } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shellBlock } from '../code-blocks.ts';
import { runShell } from '../run-shell.ts';
import { setStage, type Stage } from '../stage.ts';

let stage: Stage;
let person: TmuxSandbox;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
  person = createTmuxSandbox();
});
afterAll(async () => {
  await stage.dispose();
  await person.dispose();
});

/** A Claude Code in the second window of a person's own tmux. Gives what their shell has as TMUX. */
async function startByHand(): Promise<string> {
  const environment = Object.entries(stage.home.env).map(([name, value]) => `${name}=${value}`);
  const command = ['env', '-i', ...environment, resolveClaude(), '--permission-mode', 'default'];
  await person.run('new-session', '-d', '-s', 'work', 'cat');
  await person.run('new-window', '-d', '-t', 'work:1', '-c', stage.workDir, '--', ...command);
  await paneOf(person, 'work:1.0').waitFor('manual mode on');
  const socket = await person.run('display-message', '-p', '#{socket_path}');
  return `${socket.trim()},1,0`;
}

test("the README's commands that adopt, release and resume run as they stand", async () => {
  const inTmux = await startByHand();
  stage.api.when('Your task here', [say('All done.')]);
  const { code, stdout, stderr } = await runShell(
    stage,
    `set -e
     export TMUX=${inTmux}
     aegis create --wait --name task --prompt "Your task here" >/dev/null
     aegis kill task >/dev/null
     ${shellBlock('README.md', 'aegis adopt')}`,
  );
  expect(stderr).not.toContain('error');
  expect(code).toBe(0);
  expect(stdout).toContain('work:1.0');
  expect(stdout).toContain('mine');
  expect(stdout).toContain('Let go of mine; it goes on in its pane.');
  expect(stdout.trim().split('\n').at(-1)).toMatch(/^ses_/);
});
