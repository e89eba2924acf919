import type { AegisClient } from '@aegis/client';
import type { Command } from 'commander';
import type { CliIo } from './io.ts';
import type { Output } from './output.ts';
import type { Settings } from './settings.ts';

/** What a command works with. */
export interface CommandContext {
  io: CliIo;
  settings: Settings;
  output: Output;
  /**
   * `patient`: for an answer that may take longer than five minutes.
   * @throws AegisError `config_invalid` for an address that is none
   */
  connect(options?: { patient: boolean }): Promise<AegisClient>;
  /** All commands, for those that are about them. */
  program: Command;
  /** What came after `--` on the command line. */
  afterDashes: readonly string[];
}

/** Carries a command out and resolves with the exit code. */
export type CommandHandler<Flags, Operands extends readonly unknown[]> = (
  context: CommandContext,
  flags: Flags,
  ...operands: Operands
) => Promise<number>;
