import { openQuestions, type AskedQuestion } from '../dialog/question-dialog.ts';
import {
  bashDialog,
  exitPlanDialog,
  fetchDialog,
  fileDialog,
  toolDialog,
  type Choice,
  type PermissionDialog,
} from '../dialog/permission-dialog.ts';
import {
  requestDecision,
  type PermissionUpdate,
  type RequestDecision,
} from '../hooks/hook-decision.ts';
import { PACE } from '../pace.ts';
import type { Withdrawn } from '../session/view.ts';
import { suggestionFor, type Suggestion } from '../tools/bash-rules.ts';
import type { FileChange } from '../tools/file-change.ts';
import { textOf } from '../tools/permissions.ts';
import type { TurnWorld } from './turn-world.ts';
import { waitUnless } from './wait.ts';

export type Permit =
  | {
      readonly type: 'allowed';
      readonly input: Readonly<Record<string, unknown>>;
      /** What the person wants done next. */
      readonly wish: string | null;
    }
  /** The model reads why, and goes on. */
  | { readonly type: 'denied'; readonly reason: string; readonly by: 'hook' | 'person' }
  /** The turn stops. */
  | { readonly type: 'rejected' };

export interface Request {
  readonly toolName: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of Edit and Write. */
  readonly change: FileChange | null;
}

/** Milliseconds after which Claude Code notifies of a question that nobody has answered. */
const NOTIFY_MS = 6_000;

/** Asks by hook and on the screen at once; the first answer counts. */
export async function askPermission(
  world: TurnWorld,
  request: Request,
  signal: AbortSignal,
): Promise<Permit> {
  const { view, hooks } = world;
  const { toolName, input } = request;
  const isQuestion = toolName === 'AskUserQuestion';
  const suggestions = suggestionsOf(world, request);
  const answered = new AbortController();
  const either = AbortSignal.any([signal, answered.signal]);
  const fields = {
    tool_name: toolName,
    tool_input: input,
    ...(suggestions.length === 0 ? {} : { permission_suggestions: suggestions }),
  };
  const byHook = hooks
    .each('PermissionRequest', fields, either)
    .map(async (answer) => ({ by: 'hook', decision: requestDecision(await answer) }) as const);
  const notice = setTimeout(() => {
    const notification = {
      message: 'Claude needs your permission',
      notification_type: 'permission_prompt',
    };
    void hooks.call('Notification', notification);
  }, NOTIFY_MS);
  await waitUnless(signal, PACE.ask);
  world.tell({
    status: 'waiting',
    waitingFor: isQuestion ? 'input needed' : 'permission prompt',
  });
  let permit: Permit = { type: 'rejected' };
  try {
    const onScreen = isQuestion
      ? askOnScreen(world, input, either)
      : chooseOnScreen(world, request, suggestions, either);
    const first = await Promise.race([
      onScreen,
      firstDecision(byHook, toolName).then((decision) => byDecision(world, request, decision)),
    ]);
    answered.abort();
    // The dialog is closed, whoever answered.
    await onScreen;
    if (first !== 'withdrawn') permit = first;
  } finally {
    clearTimeout(notice);
  }
  view.change({ mode: world.permissions.mode });
  // A turn that stops goes from waiting to rest, and shows no work in between.
  if (permit.type === 'rejected') return permit;
  await waitUnless(signal, PACE.answered);
  world.tell({ status: 'busy' });
  return permit;
}

/** The first hook that has an opinion; never, where none has. */
function firstDecision(
  answers: readonly Promise<{ decision: RequestDecision | null }>[],
  toolName: string,
): Promise<RequestDecision> {
  const needsInput = toolName === 'AskUserQuestion' || toolName === 'ExitPlanMode';
  return new Promise((resolve) => {
    for (const answer of answers) {
      void answer.then(({ decision }) => {
        // Claude Code drops a bare allow of these.
        const isBare = decision?.behavior === 'allow' && decision.updatedInput === null;
        if (decision !== null && !(needsInput && isBare)) resolve(decision);
      });
    }
  });
}

function byDecision(world: TurnWorld, { input }: Request, decision: RequestDecision): Permit {
  if (decision.behavior === 'deny') {
    if (decision.interrupt) return { type: 'rejected' };
    const reason = decision.message ?? 'Permission denied by a hook';
    return { type: 'denied', reason, by: 'hook' };
  }
  world.permissions.update(decision.updates);
  return { type: 'allowed', input: decision.updatedInput ?? input, wish: null };
}

async function chooseOnScreen(
  world: TurnWorld,
  request: Request,
  suggestions: readonly PermissionUpdate[],
  signal: AbortSignal,
): Promise<Permit | Withdrawn> {
  const { dialog, choices } = dialogFor(world, request);
  const answer = await world.view.askList(dialog, signal);
  if (answer === 'withdrawn') return answer;
  if (answer === 'escaped') return { type: 'rejected' };
  const choice = choices[answer.row] ?? 'deny';
  if (choice === 'deny') {
    return answer.text === null
      ? { type: 'rejected' }
      : { type: 'denied', reason: answer.text, by: 'person' };
  }
  world.permissions.update(updatesOf(choice, suggestions));
  return { type: 'allowed', input: request.input, wish: answer.text };
}

function updatesOf(choice: Choice, suggestions: readonly PermissionUpdate[]): PermissionUpdate[] {
  switch (choice) {
    case 'allow-always':
      return suggestions.filter(({ type }) => type !== 'setMode');
    case 'accept-edits':
      return [{ type: 'setMode', mode: 'acceptEdits' }];
    case 'auto':
      return [{ type: 'setMode', mode: 'auto' }];
    case 'default':
      return [{ type: 'setMode', mode: 'default' }];
    case 'allow':
    case 'deny':
      return [];
  }
}

async function askOnScreen(
  { view }: TurnWorld,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Permit | Withdrawn> {
  const answer = await view.askQuestion(openQuestions(questionsIn(input)), signal);
  if (answer === 'withdrawn') return answer;
  if (answer === 'escaped') return { type: 'rejected' };
  if (answer === 'to-chat') {
    const reason = 'The user wants to clarify these questions. Ask them what they mean.';
    return { type: 'denied', reason, by: 'person' };
  }
  const given = { ...input, answers: answer.answers, annotations: {} };
  return { type: 'allowed', input: given, wish: null };
}

export function questionsIn(input: Readonly<Record<string, unknown>>): readonly AskedQuestion[] {
  // Made by the builder `askUserQuestion`, or by hand in its shape; `checkInput` has looked at it.
  return input['questions'] as readonly AskedQuestion[];
}

function dialogFor({ workDir }: TurnWorld, { toolName, input, change }: Request): PermissionDialog {
  if (change !== null) return fileDialog(change, workDir);
  switch (toolName) {
    case 'Bash': {
      const command = textOf(input, 'command');
      const description = textOf(input, 'description');
      return bashDialog({ command, description }, alwaysRow(suggestionFor(command), workDir));
    }
    case 'WebFetch':
      return fetchDialog({ url: textOf(input, 'url'), prompt: textOf(input, 'prompt') });
    case 'ExitPlanMode':
      return exitPlanDialog();
    default:
      return toolDialog(toolName, JSON.stringify(input), workDir);
  }
}

function alwaysRow(suggestion: Suggestion, workDir: string): string | null {
  switch (suggestion.type) {
    case 'folder':
      return `Yes, and always allow access to ${workDir} from this project`;
    case 'commands': {
      const [only, ...others] = suggestion.commands;
      if (only === undefined) return null;
      if (others.length === 0) return `Yes, and don't ask again for: ${only}`;
      const last = suggestion.commands.at(-1) ?? '';
      const list = `${suggestion.commands.slice(0, -1).join(', ')} and ${last}`;
      return `Yes, and don't ask again for ${list} commands in ${workDir}`;
    }
    case 'none':
      return null;
  }
}

/** What Claude Code offers a hook to remember. */
function suggestionsOf(
  { workDir }: TurnWorld,
  { toolName, input, change }: Request,
): (PermissionUpdate & { readonly destination: string })[] {
  const acceptEdits = { type: 'setMode', mode: 'acceptEdits', destination: 'session' } as const;
  if (change !== null) return [acceptEdits];
  const rules = (contents: readonly string[] | null) => ({
    type: 'addRules' as const,
    rules: contents?.map((ruleContent) => ({ toolName, ruleContent })) ?? [{ toolName }],
    behavior: 'allow' as const,
    destination: 'localSettings',
  });
  switch (toolName) {
    case 'Bash': {
      const suggestion = suggestionFor(textOf(input, 'command'));
      if (suggestion.type === 'folder') {
        const directories = [workDir];
        return [{ type: 'addDirectories', directories, destination: 'session' }, acceptEdits];
      }
      return suggestion.type === 'commands' ? [rules(suggestion.commands)] : [];
    }
    case 'WebFetch': {
      const url = textOf(input, 'url');
      return [rules([`domain:${URL.canParse(url) ? new URL(url).host : url}`])];
    }
    case 'AskUserQuestion':
    case 'ExitPlanMode':
      return [];
    default:
      return [rules(null)];
  }
}
