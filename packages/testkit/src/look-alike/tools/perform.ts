import { readFileSync } from 'node:fs';
import { applyChange, type FileChange } from './file-change.ts';
import { textOf } from './permissions.ts';
import { runBash } from './run-bash.ts';

/** What came of a call. */
export interface Performed {
  /** For the model. */
  readonly content: string;
  readonly isError: boolean;
  /** For hooks and the transcript. */
  readonly details: Readonly<Record<string, unknown>>;
  /** For the screen. */
  readonly shown: string;
}

export interface Call {
  readonly toolName: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly change: FileChange | null;
  readonly workDir: string;
}

/** Runs a tool: for real, as far as it needs neither a model nor the network. */
export async function perform(call: Call, signal: AbortSignal): Promise<Performed> {
  const { toolName, input, change } = call;
  if (change !== null) return performChange(change);
  switch (toolName) {
    case 'Bash':
      return performBash(textOf(input, 'command'), call.workDir, signal);
    case 'Read':
      return performRead(textOf(input, 'file_path'));
    case 'AskUserQuestion':
      return performAnswers(input);
    case 'ExitPlanMode':
      return done('User has approved your plan. You can now start coding.', 'Exited plan mode', {
        plan: input['plan'] ?? null,
        isAgent: false,
      });
    default:
      return failed(
        `The look-alike has no tool ${toolName}. Give its step a result with pretend(…).`,
      );
  }
}

export function pretended(result: { content: string; isError: boolean }): Performed {
  const { content, isError } = result;
  return { content, isError, details: { stdout: content, stderr: '' }, shown: content };
}

function done(content: string, shown: string, details: Performed['details']): Performed {
  return { content, isError: false, details, shown };
}

function failed(content: string): Performed {
  return { content, isError: true, details: {}, shown: `Error: ${content}` };
}

async function performBash(
  command: string,
  workDir: string,
  signal: AbortSignal,
): Promise<Performed> {
  const { stdout, stderr, code } = await runBash(command, workDir, signal);
  const output = [stdout, stderr].filter((text) => text !== '').join('\n');
  const details = { stdout, stderr, interrupted: signal.aborted, isImage: false };
  if (code === 0) {
    const content = output === '' ? '(Bash completed with no output)' : output;
    return { content, isError: false, details, shown: output === '' ? '(No output)' : output };
  }
  const content = `Exit code ${code ?? 'unknown'}${output === '' ? '' : `\n${output}`}`;
  return { content, isError: true, details, shown: `Error: ${content}` };
}

function performChange(change: FileChange): Performed {
  applyChange(change);
  const { type, path, content, original, picture } = change;
  const words =
    type === 'create'
      ? `File created successfully at: ${path}`
      : `The file ${path} has been updated successfully.`;
  const shown = type === 'create' ? `Wrote ${content.split('\n').length} lines` : 'Updated';
  return done(words, `${shown}\n${picture}`, {
    ...(type === 'edit' ? {} : { type: type === 'create' ? 'create' : 'update', content }),
    filePath: path,
    originalFile: original,
    structuredPatch: [],
    userModified: false,
  });
}

/** Claude Code shows its model a file with numbered lines. */
function performRead(path: string): Performed {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return failed('File does not exist.');
  }
  const lines = text.split('\n');
  const content = lines.map((row, index) => `${String(index + 1).padStart(6)}→${row}`).join('\n');
  const file = { filePath: path, content: text, numLines: lines.length };
  return done(content, `Read ${lines.length} lines`, { type: 'text', file });
}

function performAnswers(input: Call['input']): Performed {
  const answers = Object.entries(Object(input['answers']) as Record<string, unknown>);
  const said = answers.map(([question, answer]) => `"${question}"="${String(answer)}"`).join(', ');
  const shown = answers.map(([question, answer]) => `· ${question} → ${String(answer)}`).join('\n');
  const content = `Your questions have been answered: ${said}. You can now continue with these answers in mind.`;
  return done(content, shown, input);
}
