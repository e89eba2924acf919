import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AegisError, type CreateSessionBody, type Worktree } from '@aegis/protocol';
import { expectedTranscript, findTranscript } from '@aegis/transcript/node';
import { checkPrompt } from '../delivery/check-prompt.ts';
import { buildArgv, fitsArgument } from '../launch/argv.ts';
import { claudeFeatures } from '../launch/claude-features.ts';
import type { ResolvedClaude } from '../launch/claude-command.ts';
import { claudeConfigDir, sessionEnvironment } from '../launch/environment.ts';
import { SESSION_MARK } from '../launch/session-mark.ts';
import { resolveWorkDir } from '../launch/work-dir.ts';
import type { LaunchPlan } from '../ports/runtime.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import { newRecord, type SessionRecord } from '../session/session-record.ts';
import { transcriptEnd } from '../session/transcript-end.ts';
import type { Worktrees } from '../worktree/worktrees.ts';
import { newId, newSecret } from './ids.ts';
import type { SessionOrigin } from './session-origin.ts';
import { writeHookFiles } from './write-hook-files.ts';

export interface LaunchContext {
  stateDir: string;
  inheritedEnvironment: Readonly<Record<string, string | undefined>>;
  hookBaseUrl: string;
  /** Asked for after the request is known to be good. */
  resolveClaude: () => Promise<ResolvedClaude>;
  worktrees: Pick<Worktrees, 'make' | 'makeAgain' | 'settle'>;
  /** What only a part of Aegis may ask for. */
  origin: SessionOrigin;
  now: number;
}

export interface PreparedLaunch {
  record: SessionRecord;
  plan: LaunchPlan;
  /** The first prompt: as an argument already in the plan, or still to be typed. */
  prompt: { text: string; isArgument: boolean } | null;
}

/** Whatever the request asks for that cannot be, before anything is started. */
function checkRequest(request: CreateSessionBody): void {
  if (request.runtime !== undefined && request.runtime !== 'tmux') {
    throw new AegisError(
      'not_supported',
      `\`runtime\` "${request.runtime}" is not there yet; leave it out, or use "tmux".`,
    );
  }
  if (request.prompt !== undefined) checkPrompt(request.prompt, 'prompt');
  if (request.forkSession === true && request.resumeSessionId === undefined) {
    throw new AegisError(
      'invalid_request',
      '`forkSession` needs `resumeSessionId`: the conversation that is to be forked.',
    );
  }
  if (request.policy !== undefined) checkPolicy(request.policy);
  const { worktree = false, resumeSessionId, forkSession } = request;
  if (worktree !== false && resumeSessionId !== undefined && forkSession !== true) {
    throw new AegisError(
      'invalid_request',
      'A conversation goes on in the directory that it was held in. To go on with a copy of it in a worktree, set `forkSession`.',
    );
  }
}

/** Where the session works: `workDir` itself, or the same directory in a worktree. */
async function findPlace(
  request: CreateSessionBody,
  id: string,
  { worktrees, origin }: LaunchContext,
): Promise<{ workDir: string; name: string; worktree: Worktree | null }> {
  const { worktree: wanted = false } = request;
  if (origin.worktree !== undefined) {
    const { worktree: former, keepWorktree: keep = false } = origin;
    const worktree = await worktrees.makeAgain(former, { id, keep });
    const workDir = await resolveWorkDir(request.workDir);
    return { workDir, name: request.name ?? basename(workDir), worktree };
  }
  const workDir = await resolveWorkDir(request.workDir);
  const name = request.name ?? basename(workDir);
  if (wanted === false) return { workDir, name, worktree: null };
  return { name, ...(await worktrees.make(wanted === true ? {} : wanted, { id, name, workDir })) };
}

function keepsAlways({ worktree }: CreateSessionBody): boolean {
  return typeof worktree === 'object' && worktree.keep === 'always';
}

/** The transcript that a resumed session goes on with. */
async function findResumed(
  configDir: string | null,
  workDir: string,
  claudeSessionId: string,
): Promise<string> {
  const path =
    configDir === null
      ? null
      : await findTranscript({ configDir, cwd: workDir, sessionId: claudeSessionId });
  if (path !== null) return path;
  // Claude Code itself would silently start a new conversation.
  throw new AegisError(
    'resume_not_found',
    `There is no conversation ${claudeSessionId} to resume. \`resumeSessionId\` is the \`claudeSessionId\` of an earlier session, whose transcript must still exist.`,
    { details: { resumeSessionId: claudeSessionId, configDir } },
  );
}

/**
 * Decides all of a launch and writes its settings file; starts nothing.
 * @throws AegisError for a prompt, workDir or resumption that cannot be
 */
export async function prepareLaunch(
  request: CreateSessionBody,
  context: LaunchContext,
): Promise<PreparedLaunch> {
  checkRequest(request);
  // Before a worktree is made for it.
  if (context.origin.worktree === undefined) await resolveWorkDir(request.workDir);
  const claude = await context.resolveClaude();
  const id = newId('ses');
  const place = await findPlace(request, id, context);
  try {
    return await prepareThere(request, context, { id, claude, ...place });
  } catch (error) {
    await context.worktrees.settle(id);
    throw error;
  }
}

interface Place {
  id: string;
  claude: ResolvedClaude;
  workDir: string;
  name: string;
  worktree: Worktree | null;
}

async function prepareThere(
  request: CreateSessionBody,
  context: LaunchContext,
  { id, claude, workDir, name, worktree }: Place,
): Promise<PreparedLaunch> {
  const { now, stateDir, origin } = context;
  const env = sessionEnvironment(context.inheritedEnvironment, request.env ?? {});
  const configDir = claudeConfigDir(env);
  const resumed = request.resumeSessionId ?? null;
  const resumedPath = resumed === null ? null : await findResumed(configDir, workDir, resumed);
  const continues = resumed !== null && request.forkSession !== true;
  const takesId = resumed === null || claudeFeatures(claude.version.text).forkWithSessionId;
  const newSessionId = takesId ? randomUUID() : null;
  const claudeSessionId = continues ? resumed : newSessionId;
  const transcriptPath =
    continues || configDir === null || claudeSessionId === null
      ? resumedPath
      : await expectedTranscript({ configDir, cwd: workDir, sessionId: claudeSessionId });

  const continued = continues ? resumedPath : null;
  const secret = newSecret();
  const settingsPath = await writeHookFiles({
    stateDir,
    sessionId: id,
    baseUrl: context.hookBaseUrl,
    secret,
    version: claude.version.text,
  });
  const text = request.prompt ?? null;
  const isArgument = text !== null && fitsArgument(text);
  const argv = buildArgv({
    command: claude.command,
    request,
    claudeSessionId,
    settingsPath,
    prompt: isArgument ? text : null,
  });
  const record = newRecord({
    id,
    workDir,
    parentId: request.parentId ?? null,
    tags: request.tags ?? [],
    createdAt: now,
    usageSince: now,
    status: 'starting',
    name,
    hookSecret: secret,
    hookPort: Number(new URL(context.hookBaseUrl).port),
    claudeSessionId,
    claudeVersion: claude.version.text,
    configDir,
    permissionMode: request.permissionMode ?? 'default',
    model: request.model ?? null,
    templateId: request.templateId ?? null,
    stallThresholdMs: request.stallThresholdMs ?? null,
    recovery: request.recovery ?? null,
    launch: {
      env: request.env ?? {},
      claudeArgs: request.claudeArgs ?? [],
      permissionMode: request.permissionMode ?? 'default',
    },
    worktree,
    keepWorktree: origin.keepWorktree ?? keepsAlways(request),
    pipeline: origin.pipeline ?? null,
    policy: request.policy ?? null,
    transcripts:
      claudeSessionId === null
        ? []
        : [{ claudeSessionId, path: transcriptPath, ...(await transcriptEnd(continued)) }],
  });
  return {
    record,
    plan: { sessionId: id, name, workDir, argv, env: { ...env, [SESSION_MARK]: id } },
    prompt: text === null ? null : { text, isArgument },
  };
}
