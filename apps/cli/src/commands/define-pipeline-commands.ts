import { PIPELINE_STATUSES } from '@aegis/protocol';
import type { Command } from 'commander';
import type { Action } from '../action.ts';
import { collect } from './collect.ts';

const PIPELINE = 'id, beginning of an id, or name';
const FILE = 'YAML or JSON: name, steps, each with name, prompt, dependsOn; - is stdin';
const VARIABLE = 'a {{vars.NAME}} of its prompts; may be repeated';

/** The commands of steps that depend on each other. */
export function definePipelineCommands(program: Command, action: Action): void {
  const pipeline = program
    .command('pipeline')
    .summary('run steps that depend on each other')
    .description('Pipelines: steps that depend on each other, each in a session of its own.');

  pipeline
    .command('run')
    .summary('run a file')
    .description(
      'Run a pipeline from a file and show its graph until it has ended. Ctrl-C leaves it running. Exit code 1 where it does not succeed.',
    )
    .argument('<file>', FILE)
    .option('--var <name=value>', VARIABLE, collect)
    .option('-d, --detach', 'print its id, and do not wait')
    .action(action(async () => (await import('./pipeline.ts')).pipelineRun));
  pipeline
    .command('check')
    .summary('check a file')
    .description('Check a file without running it, and show in which order its steps would run.')
    .argument('<file>', FILE)
    .option('--var <name=value>', VARIABLE, collect)
    .action(action(async () => (await import('./pipeline.ts')).pipelineCheck));
  pipeline
    .command('ls')
    .summary('list the pipelines')
    .description('List the pipelines, newest first.')
    .option('-s, --status <status>', `only ${PIPELINE_STATUSES.join(', ')}`)
    .action(action(async () => (await import('./pipeline.ts')).pipelineLs));
  pipeline
    .command('show')
    .summary('its graph, and what its steps put out')
    .description('Show the graph of a pipeline, and what each step put out.')
    .argument('<pipeline>', PIPELINE)
    .action(action(async () => (await import('./pipeline.ts')).pipelineShow));
  pipeline
    .command('watch')
    .summary('its graph as it runs')
    .description('Show the graph of a pipeline as it runs, until it has ended.')
    .argument('<pipeline>', PIPELINE)
    .action(action(async () => (await import('./pipeline.ts')).pipelineWatch));
  pipeline
    .command('cancel')
    .summary('stop it')
    .description('Stop a pipeline and end the sessions of its steps.')
    .argument('<pipeline>', PIPELINE)
    .action(action(async () => (await import('./pipeline.ts')).pipelineCancel));
  pipeline
    .command('resume')
    .summary('go on from what did not succeed')
    .description(
      'Go on with a pipeline that failed or was stopped, from the steps that did not succeed.',
    )
    .argument('<pipeline>', PIPELINE)
    .option('-d, --detach', 'print its id, and do not wait')
    .action(action(async () => (await import('./pipeline.ts')).pipelineResume));
  pipeline
    .command('rm')
    .summary('forget pipelines')
    .description('Forget pipelines that have ended. Their sessions stay.')
    .argument('<pipelines...>', PIPELINE)
    .action(action(async () => (await import('./pipeline.ts')).pipelineRm));
}
