/** A server as a child process that tells its parent where it listens, and then how much memory it takes. */
import process from 'node:process';
import { resolveConfig } from '../config/resolve-config.ts';
import type { ServerLimits } from '../limits.ts';
import { startServer } from '../start-server.ts';

export type MeasuredMessage = { url: string } | { rss: number };

const [stateDir = '', limits = '{}'] = process.argv.slice(2);
const quiet = () => undefined;
const server = await startServer({
  config: resolveConfig({
    flags: { port: 0, stateDir, claudeCommand: '/nowhere/claude', tmuxPath: '/nowhere/tmux' },
    environment: {},
    file: null,
  }),
  environment: { PATH: '/usr/bin:/bin', HOME: stateDir },
  version: '1.2.3',
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  limits: JSON.parse(limits) as Partial<ServerLimits>,
});
const tell = (message: MeasuredMessage) => process.send?.(message);
tell({ url: server.url });
setInterval(() => tell({ rss: process.memoryUsage.rss() }), 100);
process.once('disconnect', () => process.exit(0));
