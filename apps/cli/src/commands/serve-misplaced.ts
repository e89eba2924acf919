import type { CommandHandler } from '../context.ts';
import { UsageError } from '../usage-error.ts';

/** `serve` takes its own options only, so it must come first. */
export const serveMisplaced: CommandHandler<unknown, []> = () =>
  Promise.reject(
    new UsageError('Put the options of the server after `serve`: aegis serve [options].'),
  );
