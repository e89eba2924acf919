import type { AegisClient } from '@aegis/client';
import {
  type CreateSessionBody,
  permissionPolicySchema,
  recoveryPolicySchema,
} from '@aegis/protocol';
import { parseFile } from '../files/parse-file.ts';
import { readSource } from '../files/read-source.ts';
import type { CliIo } from '../io.ts';
import { findSession } from '../session-argument.ts';
import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../usage-error.ts';
import { parseAssignments } from './parse-assignments.ts';

/** The options of a session that `create` and `template run` have in common. */
export interface SessionFlags {
  name?: string;
  model?: string;
  permissionMode?: string;
  env?: readonly string[];
  tag?: readonly string[];
  worktree?: string | true;
  worktreeBase?: string;
  keepWorktree?: true;
  var?: readonly string[];
  policy?: string;
  recovery?: string;
  memory?: readonly string[];
  stallAfter?: string;
  parent?: string;
}

type Fields = Partial<Record<keyof CreateSessionBody, unknown>>;

function worktreeOf({ worktree, worktreeBase, keepWorktree }: SessionFlags): unknown {
  if (worktree === undefined) {
    if (worktreeBase === undefined && keepWorktree === undefined) return undefined;
    throw new UsageError('--worktree-base and --keep-worktree go with --worktree.');
  }
  const details = {
    ...(worktree === true ? {} : { branch: worktree }),
    ...(worktreeBase === undefined ? {} : { base: worktreeBase }),
    ...(keepWorktree ? { keep: 'always' } : {}),
  };
  return Object.keys(details).length === 0 ? true : details;
}

/** The flags as fields of a request, not yet checked as a whole; files are read and checked. */
export async function sessionFields(io: CliIo, flags: SessionFlags): Promise<Fields> {
  const { policy, recovery, memory, stallAfter } = flags;
  return {
    name: flags.name,
    model: flags.model,
    permissionMode: flags.permissionMode,
    env: flags.env && parseAssignments('--env', flags.env),
    tags: flags.tag,
    worktree: worktreeOf(flags),
    variables: flags.var && parseAssignments('--var', flags.var),
    memoryKeys: memory,
    stallThresholdMs: stallAfter === undefined ? undefined : parseDuration(stallAfter),
    policy: policy && parseFile(permissionPolicySchema, await readSource(io, policy)),
    recovery: recovery && parseFile(recoveryPolicySchema, await readSource(io, recovery)),
  };
}

/** The id of the session that `--parent` names. */
export async function parentOf(
  client: AegisClient,
  { parent }: SessionFlags,
  signal: AbortSignal,
): Promise<{ parentId?: string }> {
  return parent === undefined ? {} : { parentId: (await findSession(client, parent, signal)).id };
}
