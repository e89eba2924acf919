export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordsOf(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The text of a content field, which the Messages API takes as a string or as blocks. */
export function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return recordsOf(content)
    .filter((block) => block['type'] === 'text')
    .map((block) => stringOf(block['text']) ?? '');
}
