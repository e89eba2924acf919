import {
  type CreateSessionBody,
  createSessionBodySchema,
  parseRequest,
  type RequestIssue,
} from '@aegis/protocol';
import { resolve } from 'node:path';
import { issuesOf } from '../files/parse-file.ts';
import type { SourceText } from '../files/read-source.ts';
import { UsageError } from '../usage-error.ts';

/** One line of the file. */
export interface Task {
  /** From 1. */
  line: number;
  /** What it is called before it has a session. */
  label: string;
  body: CreateSessionBody;
}

/** Errors that are told at once. */
const ERRORS_TOLD = 10;
const LONGEST_LABEL = 40;

interface LineError {
  line: number;
  message: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `template` is short for `templateId`; a directory may be relative to where the command runs, and is that without one. */
function completed(value: Record<string, unknown>, cwd: string): Record<string, unknown> {
  const { template, workDir = '.', ...rest } = value;
  return {
    ...rest,
    ...(template === undefined ? {} : { templateId: template }),
    workDir: typeof workDir === 'string' ? resolve(cwd, workDir) : workDir,
  };
}

function tell(issues: readonly RequestIssue[]): string {
  return issues
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
}

function labelOf({ name, templateId, prompt }: CreateSessionBody, line: number): string {
  const text = name ?? templateId ?? prompt?.trim().split('\n')[0] ?? `line ${line}`;
  return text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL - 1)}…`;
}

function parseLine(text: string, line: number, cwd: string): Task | LineError {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { line, message: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isRecord(value)) return { line, message: 'must be one JSON object' };
  if ('template' in value && 'templateId' in value) {
    return { line, message: 'template and templateId are the same; leave one out' };
  }
  try {
    const body = parseRequest(createSessionBodySchema, completed(value, cwd), 'line');
    if (body.prompt === undefined && body.templateId === undefined) {
      return { line, message: 'has nothing to do: give a prompt, or a template' };
    }
    return { line, label: labelOf(body, line), body };
  } catch (error) {
    const issues = issuesOf(error);
    if (issues.length === 0) throw error;
    return { line, message: tell(issues) };
  }
}

/**
 * The tasks of a file with one JSON object on each line; empty lines are passed over.
 * @throws UsageError with the number of each line that is wrong: nothing is begun then
 */
export function parseTasks({ name, text }: SourceText, cwd: string): Task[] {
  const parsed = text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '')
    .map((line) => parseLine(line.text, line.line, cwd));
  const errors = parsed.filter((one): one is LineError => 'message' in one);
  if (errors.length > 0) {
    const told = errors
      .slice(0, ERRORS_TOLD)
      .map(({ line, message }) => `${name}:${line}: ${message}`);
    const more = errors.length - told.length;
    throw new UsageError([...told, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'));
  }
  const tasks = parsed.filter((one): one is Task => 'body' in one);
  if (tasks.length === 0)
    throw new UsageError(`${name} has no tasks: write one JSON object a line.`);
  return tasks;
}
