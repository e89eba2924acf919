import type { JsonSchema } from '@aegis/protocol/json-schema';

type Schema = JsonSchema | boolean;

/** A schema's type in a few words: `string or null`, `list of string`, `"a" or "b"`. */
export function typeWords(schema: Schema): string {
  if (typeof schema === 'boolean') return 'anything';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return either(schema.enum.map((value) => JSON.stringify(value)));
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return either(branches.map(typeWords));
  if (schema.allOf) return [...new Set(schema.allOf.map(typeWords))].join(' and ');
  if (schema.type === 'array') {
    return `list of ${isSchema(schema.items) ? typeWords(schema.items) : 'anything'}`;
  }
  if (Array.isArray(schema.type)) return either(schema.type);
  return schema.type ?? 'anything';
}

function either(words: readonly string[]): string {
  const different = [...new Set(words)];
  if (different.length <= 2) return different.join(' or ');
  return `${different.slice(0, -1).join(', ')} or ${different.at(-1) ?? ''}`;
}

/** What a value must keep to, beside its type: `1 to 500`, `at most 64 characters`. */
export function limitWords(schema: Schema): string {
  if (typeof schema === 'boolean') return '';
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema;
  return [
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' items'),
    pattern === undefined ? '' : `matches ${pattern}`,
  ]
    .filter((words) => words !== '')
    .join('; ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  if (least !== undefined && most !== undefined) return `${least} to ${most}${unit}`;
  if (most !== undefined) return `at most ${most}${unit}`;
  return least === undefined ? '' : `at least ${least}${unit}`;
}

export interface Field {
  name: string;
  schema: Schema;
  isRequired: boolean;
}

/** The fields of an object, in order. */
export function fieldsOf(schema: Schema): Field[] {
  if (typeof schema === 'boolean') return [];
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    schema: property,
    isRequired: required.has(name),
  }));
}

/** The objects with fields inside a schema, each of them once: of a list its items, of a choice its branches. */
export function objectsIn(schema: Schema): Schema[] {
  if (typeof schema === 'boolean') return [];
  if (schema.properties) return [schema];
  const inner = [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    ...(isSchema(schema.items) ? [schema.items] : []),
    ...(isSchema(schema.additionalProperties) ? [schema.additionalProperties] : []),
  ];
  return inner.flatMap(objectsIn);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
