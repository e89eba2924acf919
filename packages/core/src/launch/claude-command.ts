import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { AegisError, isAtLeast, parseClaudeVersion, type ClaudeVersion } from '@aegis/protocol';
import type { Logger } from '../ports/logger.ts';
import { MINIMUM_CLAUDE_VERSION, OLDEST_MEASURED_VERSION } from './claude-version.ts';

const run = promisify(execFile);

/** Milliseconds that `claude --version` may take before it counts as not working. */
const VERSION_TIMEOUT_MS = 20_000;

export interface ResolvedClaude {
  /** With the program as an absolute path, so that a session's own PATH cannot change it. */
  command: readonly [string, ...string[]];
  version: ClaudeVersion;
}

type Environment = Readonly<Record<string, string | undefined>>;

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function findProgram(program: string, environment: Environment): Promise<string | null> {
  if (program.includes('/')) {
    return isAbsolute(program) && (await isExecutable(program)) ? program : null;
  }
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const candidate = join(folder, program);
    if (isAbsolute(folder) && (await isExecutable(candidate))) return candidate;
  }
  return null;
}

/** Finds Claude Code and asks its version, once for each state of the file. */
export class ClaudeLocator {
  readonly #command: readonly [string, ...string[]];
  readonly #environment: Environment;
  readonly #logger: Pick<Logger, 'warn'>;
  #known: { key: string; resolved: ResolvedClaude } | null = null;

  constructor(
    command: readonly [string, ...string[]],
    environment: Environment,
    logger: Pick<Logger, 'warn'>,
  ) {
    this.#command = command;
    this.#environment = environment;
    this.#logger = logger;
  }

  get command(): readonly string[] {
    return this.#command;
  }

  /** @throws AegisError `claude_not_found`, `claude_too_old` */
  async resolve(): Promise<ResolvedClaude> {
    const [program, ...rest] = this.#command;
    const path = await findProgram(program, this.#environment);
    if (path === null) throw notFound(program);
    const { mtimeMs, size } = await stat(path);
    const key = `${path}:${mtimeMs}:${size}`;
    if (this.#known?.key === key) return this.#known.resolved;
    const version = await this.#askVersion([path, ...rest]);
    const least = MINIMUM_CLAUDE_VERSION;
    if (!isAtLeast(version.parts, least.parts)) {
      throw new AegisError(
        'claude_too_old',
        `Claude Code ${version.text} is too old; Aegis needs ${least.text} or later. Update it with \`npm install -g @anthropic-ai/claude-code\`.`,
        { details: { found: version.text, needed: least.text, command: this.#command } },
      );
    }
    if (!isAtLeast(version.parts, OLDEST_MEASURED_VERSION.parts)) {
      this.#logger.warn(
        { found: version.text, measuredFrom: OLDEST_MEASURED_VERSION.text },
        'this Claude Code is older than all that Aegis was tested with; its screens may be misread',
      );
    }
    const resolved: ResolvedClaude = { command: [path, ...rest], version };
    this.#known = { key, resolved };
    return resolved;
  }

  async #askVersion(command: readonly [string, ...string[]]): Promise<ClaudeVersion> {
    const [program, ...rest] = command;
    let output: string;
    try {
      ({ stdout: output } = await run(program, [...rest, '--version'], {
        timeout: VERSION_TIMEOUT_MS,
        env: { ...this.#environment },
      }));
    } catch (error) {
      throw new AegisError(
        'claude_not_found',
        `\`${command.join(' ')} --version\` failed, so it does not look like Claude Code. Set AEGIS_CLAUDE_COMMAND to the command that starts it.`,
        { details: { command: this.#command }, cause: error },
      );
    }
    const version = parseClaudeVersion(output);
    if (version === null) {
      throw new AegisError(
        'claude_not_found',
        `\`${command.join(' ')} --version\` printed "${output.trim().slice(0, 80)}" instead of a version, so it does not look like Claude Code. Set AEGIS_CLAUDE_COMMAND to the command that starts it.`,
        { details: { command: this.#command } },
      );
    }
    return version;
  }
}

function notFound(program: string): AegisError {
  const sentence = program.includes('/')
    ? `Claude Code was not found: "${program}" is not an absolute path of an executable file.`
    : `Claude Code was not found: there is no "${program}" on PATH.`;
  return new AegisError(
    'claude_not_found',
    `${sentence} Install it with \`npm install -g @anthropic-ai/claude-code\`, or set AEGIS_CLAUDE_COMMAND.`,
    { details: { program } },
  );
}
