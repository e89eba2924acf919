import type { CommandHandler } from './context.ts';

/** Makes the action of a command from the module that holds its handler, loaded when it is run. */
export type Action = <Flags, Operands extends readonly unknown[]>(
  load: () => Promise<CommandHandler<Flags, Operands>>,
) => (...given: unknown[]) => Promise<void>;
