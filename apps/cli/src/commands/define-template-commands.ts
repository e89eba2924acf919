import type { Command } from 'commander';
import type { Action } from '../action.ts';
import { collect } from './collect.ts';
import { sessionOptions } from './session-options.ts';

const TEMPLATE = 'id, as aegis template ls shows it';

/** The commands of templates for sessions. */
export function defineTemplateCommands(program: Command, action: Action): void {
  const template = program
    .command('template')
    .summary('prompts and options to start sessions from')
    .description('Templates: a prompt with {{variables}}, and what a session is started with.');

  template
    .command('ls')
    .summary('list the templates')
    .description('List the templates, those that come with Aegis too.')
    .action(action(async () => (await import('./template.ts')).templateLs));
  template
    .command('show')
    .summary('all that a template says')
    .description('Show all that a template says: its variables, its prompt, its options.')
    .argument('<template>', TEMPLATE)
    .action(action(async () => (await import('./template.ts')).templateShow));
  template
    .command('add')
    .summary('keep a template')
    .description('Keep a template, from a file or from options.')
    .argument('<id>', 'lower-case letters, digits and dashes')
    .option(
      '-f, --file <file>',
      'YAML or JSON: prompt, description, variables, session; - is stdin',
    )
    .option('-p, --prompt <text>', 'instead of a file: the prompt; - reads it from stdin')
    .option('-d, --description <text>', 'with --prompt: what it is for')
    .option(
      '--var <name>',
      'with --prompt: a {{name}} in it; name=VALUE gives it a default; may be repeated',
      collect,
    )
    .option('--replace', 'put it in the place of the template with this id')
    .action(action(async () => (await import('./template.ts')).templateAdd));
  template
    .command('rm')
    .summary('remove templates')
    .description('Remove templates. Sessions that were started from them go on.')
    .argument('<templates...>', TEMPLATE)
    .action(action(async () => (await import('./template.ts')).templateRm));
  const run = template
    .command('run')
    .summary('start a session from a template')
    .description(
      'Start a session from a template. Prints its id; with --wait, what Claude said at the end of the turn.',
    )
    .argument('<template>', TEMPLATE)
    .argument('[directory]', 'where to work; default: here');
  sessionOptions(run)
    .option('-w, --wait', 'wait until the turn has ended or an answer is needed')
    .option('--timeout <duration>', 'with --wait: how long; default: as long as it takes')
    .action(action(async () => (await import('./template.ts')).templateRun));
}
