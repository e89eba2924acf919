import { AegisError, parseRequest, type RequestIssue } from '@aegis/protocol';
import type { GenericSchema, InferOutput } from 'valibot';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../usage-error.ts';
import type { SourceText } from './read-source.ts';

/** What a YAML or JSON file says, and where. */
export interface LocatedValue {
  value: unknown;
  /** The line, from 1, of what stands at a dotted path (`steps.1.prompt`), or of the nearest thing around it. */
  lineOf: (path: string) => number;
}

function nodeAt(document: Document, path: readonly string[]): unknown {
  // Numbers are places in a list; as the key of a map YAML has them as text or number.
  const keys = path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return keys.length === 0 ? document.contents : document.getIn(keys, true);
}

/** JSON is YAML, so that one parser reads both. @throws UsageError with the line of what it cannot read */
export function locateValue({ name, text }: SourceText): LocatedValue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new UsageError(`${name}:${line}:${col}: ${error.message}`);
  }
  const lineOf = (path: string): number => {
    const parts = path === '' ? [] : path.split('.');
    for (let length = parts.length; length >= 0; length -= 1) {
      const node = nodeAt(document, parts.slice(0, length));
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  try {
    return { value: document.toJS(), lineOf };
  } catch (cause) {
    // Aliases that stand for more than a file of this kind has reason to say.
    throw new UsageError(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** As many as a person can make use of at once. */
const ISSUES_TOLD = 10;

/** The issues of an `invalid_request`; none for another error. */
export function issuesOf(error: unknown): readonly RequestIssue[] {
  if (!AegisError.is(error) || error.code !== 'invalid_request') return [];
  const { issues } = error.details;
  // parseRequest puts them there.
  return Array.isArray(issues) ? (issues as RequestIssue[]) : [];
}

/** Each thing that is wrong, on a line of its own, with its line in the file. */
export function tellIssues(
  { name }: SourceText,
  issues: readonly RequestIssue[],
  lineOf: LocatedValue['lineOf'],
): string {
  const told = issues.slice(0, ISSUES_TOLD).map(({ path, message }) => {
    const what = path === '' ? message : `${path}: ${message}`;
    return `${name}:${lineOf(path)}: ${what}`;
  });
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}

/** A located value as the schema's output. @throws UsageError with the line of each thing that does not fit */
export function parseLocated<const S extends GenericSchema>(
  schema: S,
  source: SourceText,
  { value, lineOf }: LocatedValue,
): InferOutput<S> {
  try {
    return parseRequest(schema, value, source.name);
  } catch (error) {
    const issues = issuesOf(error);
    if (issues.length === 0) throw error;
    throw new UsageError(tellIssues(source, issues, lineOf));
  }
}

/** A YAML or JSON file as the schema's output. @throws UsageError with the line of each thing that is wrong */
export function parseFile<const S extends GenericSchema>(
  schema: S,
  source: SourceText,
): InferOutput<S> {
  return parseLocated(schema, source, locateValue(source));
}
