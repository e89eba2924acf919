import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiDocument } from '../http/openapi.ts';

type Json = Record<string, unknown>;

/** What went over the wire once. */
export interface Exchange {
  method: string;
  path: string;
  /** JSON that was sent; undefined where none was. */
  sent: unknown;
  status: number;
  answered: unknown;
}

interface Operation {
  id: string;
  body: ValidateFunction | null;
  /** By status; `default` for every other. */
  answers: Map<string, ValidateFunction>;
}

interface Path {
  pattern: RegExp;
  operations: Map<string, Operation>;
}

/** Whether exchanges are as the OpenAPI document says, and in no answer anything that it does not name. */
export class Conformance {
  readonly #paths: readonly Path[];

  constructor(document: Json = openApiDocument('0.0.0')) {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    const paths = Object.entries(document['paths'] as Record<string, Json>);
    this.#paths = paths
      .map(([path, item]) => ({
        pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
        names: (path.match(/\{/g) ?? []).length,
        operations: new Map(
          Object.entries(item).map(([method, operation]) => [
            method,
            readOperation(ajv, operation as Json),
          ]),
        ),
      }))
      // A path without a parameter goes before one that has it: `/sessions/batch` is no session.
      .sort((a, b) => a.names - b.names);
  }

  /** What is wrong with it, in words; null where nothing is, or it is none of the document's. */
  problemOf({ method, path, sent, status, answered }: Exchange): string | null {
    const known = this.#paths.find(({ pattern }) => pattern.test(path));
    const operation = known?.operations.get(method.toLowerCase());
    if (operation === undefined) return null;
    const name = `${operation.id} (${method} ${path} answered ${status})`;
    const isDone = status < 300;
    if (isDone && sent !== undefined && operation.body?.(sent) === false) {
      return `${name} was accepted with a body that the document refuses: ${words(operation.body)}`;
    }
    const check =
      operation.answers.get(String(status)) ?? (isDone ? null : operation.answers.get('default'));
    if (check === null || check === undefined) return `${name}: the document has no such answer`;
    return check(answered) ? null : `${name}: the answer is not as documented: ${words(check)}`;
  }
}

function readOperation(ajv: Ajv2020, operation: Json): Operation {
  const body = operation['requestBody'] as Json | undefined;
  const responses = Object.entries(operation['responses'] as Record<string, Json>);
  const answers = responses.flatMap(([status, response]): [string, ValidateFunction][] => {
    const schema = jsonSchemaOf(response);
    return schema === null ? [] : [[status, ajv.compile(closed(schema) as Json)]];
  });
  const bodySchema = body === undefined ? null : jsonSchemaOf(body);
  return {
    id: String(operation['operationId']),
    body: bodySchema === null ? null : ajv.compile(bodySchema),
    answers: new Map(answers),
  };
}

function jsonSchemaOf(part: Json): Json | null {
  const content = (part['content'] ?? {}) as Record<string, { schema: Json }>;
  return content['application/json']?.schema ?? null;
}

/** The same, with nothing let through in an object whose properties are named. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  const isOpen = 'properties' in inner && !('additionalProperties' in inner);
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}

function words(check: ValidateFunction): string {
  return (check.errors ?? [])
    .map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
    .slice(0, 5)
    .join('; ');
}
