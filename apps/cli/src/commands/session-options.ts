import type { Command } from 'commander';
import { collect } from './collect.ts';

/** The options that `create` and `template run` have in common; `sessionFields` reads them. */
export function sessionOptions(command: Command): Command {
  return command
    .option('-n, --name <name>', 'a name for the session')
    .option('-m, --model <model>', 'the model that Claude Code uses')
    .option(
      '--permission-mode <mode>',
      'default, acceptEdits, plan, auto, dontAsk or bypassPermissions',
    )
    .option('-e, --env <name=value>', 'an environment variable; may be repeated', collect)
    .option('-t, --tag <tag>', 'a word to find the session by; may be repeated', collect)
    .option('--var <name=value>', "a variable of the template's; may be repeated", collect)
    .option('--worktree [branch]', 'work in a git worktree of its own; default branch: made up')
    .option('--worktree-base <revision>', 'what the worktree begins at; default: HEAD')
    .option('--keep-worktree', 'keep the worktree when the session ends, whatever is in it')
    .option('--policy <file>', 'a permission policy, YAML or JSON; - is stdin')
    .option('--recovery <file>', 'what to do when it stalls, YAML or JSON; - is stdin')
    .option(
      '--memory <key>',
      'an entry of the shared state to put before the prompt; may be repeated',
      collect,
    )
    .option('--stall-after <duration>', 'how long without a sign of life is a stall; default: 5m')
    .option('--parent <session>', 'the session that this one belongs to');
}
