import { expect, it } from 'vitest';
import * as commands from './commands.ts';

const EVERY_LINE = [
  commands.describeServer(),
  commands.pauseAfter(5),
  commands.continuePane('%1'),
  commands.setServerOption('-g', 'history-limit', '1'),
  commands.setPaneOption('%1', 'name', 'a ; run-shell x'),
  commands.setPaneDiedHook('%1', 'respawn-pane -t %1'),
  commands.listPanes('aegis', ['name']),
  commands.listPlaces(),
  commands.listClients(),
  commands.listPaneEverywhere('%1'),
  commands.setSessionOption('aegis', 'name', 'a ; wait-for x'),
  commands.linkWindow('@1', 'aegis'),
  commands.describePane('%1'),
  commands.describeScreen('%1'),
  commands.capturePane('%1', { historyLines: 10, escapes: true, joinWrapped: true }),
  commands.capturePending('%1'),
  commands.leaveModes('%1'),
  commands.sendText('%1', 'if-shell true'),
  commands.sendKey('%1', ';'),
  commands.resizeWindow('@1', 80, 24),
  commands.killWindow('@1'),
  commands.newKeeperWindow('aegis'),
  commands.newWindow('aegis', {
    name: 'n',
    cwd: '/',
    env: { A: '; run-shell' },
    argv: ['program', ';', 'wait-for'],
    cols: 80,
    rows: 24,
    paneOptions: { one: '1', two: '2' },
  }),
];

it('builds every command that there is', () => {
  const builders = Object.values(commands).filter((value) => typeof value === 'function');
  // All but exactSession, which builds a target.
  expect(EVERY_LINE).toHaveLength(builders.length - 1);
});

it.each(EVERY_LINE)('says how many blocks will answer: $name', ({ line, commands: count }) => {
  // An unquoted semicolon is what tmux splits at; quoted text is taken out first.
  const unquoted = line.replaceAll(/'[^']*'/g, '_');
  expect(unquoted.split(' ; ')).toHaveLength(count);
  expect(unquoted).not.toMatch(/\n/);
});

it.each(EVERY_LINE)(
  'gotchas 3 and 4: uses no command that blocks the queue, runs a shell or answers with blocks of its own: $name',
  ({ line }) => {
    const unquoted = line.replaceAll(/'[^']*'/g, '_');
    const names = unquoted.split(' ; ').map((each) => each.split(' ')[0]);
    const refused = [
      'wait-for',
      'run-shell',
      'if-shell',
      'source-file',
      'confirm-before',
      'command-prompt',
    ];
    expect(names.filter((name) => refused.includes(name ?? ''))).toEqual([]);
  },
);
