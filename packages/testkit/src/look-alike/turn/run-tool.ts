import { toolDecision } from '../hooks/hook-decision.ts';
import { checkInput } from '../tools/check-input.ts';
import { perform, pretended, type Performed } from '../tools/perform.ts';
import { textOf } from '../tools/permissions.ts';
import { toolTitle } from '../tools/tool-title.ts';
import { askPermission, questionsIn, type Permit } from './ask-permission.ts';
import type { ToolStep } from './play-turn.ts';
import { runSubagent } from './run-subagent.ts';
import type { TurnWorld } from './turn-world.ts';

/** How a call ended: `stopped` ends the turn, and what there is to say of it has been said. */
export type ToolEnd = 'answered' | 'stopped' | 'interrupted';

/** These have no line of their own while they are asked. */
const SILENT = new Set(['AskUserQuestion', 'ExitPlanMode']);

/** Everything that one call of a tool is: its hooks, the question whether it may, and the thing itself. */
export async function runTool(
  world: TurnWorld,
  use: ToolStep,
  signal: AbortSignal,
): Promise<ToolEnd> {
  const { view, conversation, hooks, permissions, workDir } = world;
  const { id, name, input } = use;
  const checked = checkInput(name, input, permissions);
  const title = toolTitle(name, input, workDir);
  if ('mistake' in checked) {
    view.log({ type: 'outcome', text: `Error: ${checked.mistake}` });
    const content = `<tool_use_error>${checked.mistake}</tool_use_error>`;
    conversation.toolResult(id, content, {
      isError: true,
      toolUseResult: `Error: ${checked.mistake}`,
    });
    return 'answered';
  }
  const isSilent = SILENT.has(name);
  const show = (result: string) => {
    if (isSilent) view.log({ type: 'outcome', text: result });
    else view.relog({ type: 'tool', title, result });
  };
  if (!isSilent) view.log({ type: 'tool', title, result: null });
  const fields = { tool_name: name, tool_input: input, tool_use_id: id };
  const decision = toolDecision(await hooks.call('PreToolUse', fields));
  const refuse = (reason: string, shown: string): ToolEnd => {
    show(shown);
    conversation.toolResult(id, reason, { isError: true, toolUseResult: `Error: ${reason}` });
    return 'answered';
  };
  if (decision?.decision === 'deny') return refuse(decision.reason, `Error: ${decision.reason}`);
  const verdict = permissions.verdict(name, input);
  if (verdict === 'deny')
    return refuse(`Permission to use ${name} has been denied.`, 'Not run · permission denied');
  const mustAsk =
    decision?.decision === 'ask' || (verdict === 'ask' && (isSilent || decision === null));
  let permit: Permit = { type: 'allowed', input, wish: null };
  if (mustAsk) {
    permit = await askPermission(world, { toolName: name, input, change: checked.change }, signal);
  }
  if (permit.type === 'rejected') {
    conversation.toolRejected(id);
    showRejection(world, use);
    return 'stopped';
  }
  if (permit.type === 'denied') {
    const said =
      permit.by === 'hook'
        ? permit.reason
        : `The user doesn't want to proceed with this tool use. To tell you how to proceed, the user said:\n${permit.reason}`;
    return refuse(
      said,
      permit.by === 'hook' ? 'Not run · permission denied' : 'Not run · rejected',
    );
  }
  const began = performance.now();
  const call = { toolName: name, input: permit.input, change: checked.change, workDir };
  const performed =
    use.result === undefined ? await performCall(world, use, call, signal) : pretended(use.result);
  if (signal.aborted) {
    conversation.toolRejected(id);
    return 'interrupted';
  }
  showDone(world, use, performed, show);
  const duration = { duration_ms: Math.round(performance.now() - began) };
  if (performed.isError) {
    const failure = { error: performed.content, is_interrupt: false, ...duration };
    await hooks.call('PostToolUseFailure', { ...fields, ...failure });
  } else {
    const done = { tool_input: permit.input, tool_response: performed.details, ...duration };
    await hooks.call('PostToolUse', { ...fields, ...done });
  }
  const wish = permit.wish === null ? '' : `\n\nThe user also said: ${permit.wish}`;
  conversation.toolResult(id, performed.content + wish, {
    isError: performed.isError,
    toolUseResult: performed.isError ? `Error: ${performed.content}` : performed.details,
  });
  return 'answered';
}

function performCall(
  world: TurnWorld,
  use: ToolStep,
  call: Parameters<typeof perform>[0],
  signal: AbortSignal,
): Promise<Performed> {
  return use.name === 'Agent' ? runSubagent(world, use, signal) : perform(call, signal);
}

function showDone(
  { view }: TurnWorld,
  { name }: ToolStep,
  { shown, isError }: Performed,
  show: (result: string) => void,
): void {
  if (name === 'AskUserQuestion') {
    view.log({ type: 'tool', title: "Answered Claude's questions:", result: shown });
  } else if (name === 'ExitPlanMode' && !isError) {
    view.log({ type: 'said', text: shown });
  } else show(shown);
}

/** A rejection in the words of each dialog. */
function showRejection({ view, workDir }: TurnWorld, { name, input }: ToolStep): void {
  switch (name) {
    case 'AskUserQuestion': {
      const asked = questionsIn(input).map(
        ({ question, options }) =>
          `· ${question} (${options.map(({ label }) => label).join(' / ')})`,
      );
      view.log({
        type: 'tool',
        title: "Declined to answer Claude's questions:",
        result: asked.join('\n'),
      });
      break;
    }
    case 'ExitPlanMode':
      view.log({ type: 'outcome', text: `Rejected Claude's plan:\n${textOf(input, 'plan')}` });
      break;
    case 'Write':
    case 'Edit': {
      const title = toolTitle(name, input, workDir);
      const path = title.slice(title.indexOf('(') + 1, -1);
      const what = name === 'Write' ? `write to ${path}` : `update to ${path}`;
      view.relog({ type: 'tool', title, result: `Rejected ${what}` });
      break;
    }
    default:
      view.log({ type: 'outcome', text: INTERRUPTED });
  }
}

export const INTERRUPTED = 'Interrupted · What should Claude do instead?';
