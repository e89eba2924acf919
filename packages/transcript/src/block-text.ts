import { toBlocks, type Block } from './content.ts';

/** What a block says, in full. Pictures and documents are described, not dumped. */
export function blockText(block: Block): string {
  if (block.type === 'text') return block.text ?? '';
  if (block.type === 'image' || block.type === 'document') return attachmentText(block);
  return (
    block.text ?? (block.title === null ? `[${block.type}]` : `[${block.type}: ${block.title}]`)
  );
}

/** A tool result's text: its text blocks, one after the other, with the rest described. */
export function resultText(content: unknown): string {
  return toBlocks(content)
    .map((block) => (block === null ? '' : blockText(block)))
    .filter((text) => text !== '')
    .join('\n');
}

function attachmentText({ type, title, source }: Block): string {
  const name = title === null ? type : `${type} ${title}`;
  if (source?.url != null) return `[${name}: ${source.url}]`;
  const kind = source?.media_type ?? 'unknown type';
  if (source?.data == null) return `[${name}: ${kind}]`;
  return source.type === 'text'
    ? `[${name}: ${kind}, ${source.data.length} characters]`
    : `[${name}: ${kind}, ${base64Bytes(source.data)} bytes]`;
}

function base64Bytes(data: string): number {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((data.length * 3) / 4) - padding);
}

/** Inputs that say best what a call does, the first one there being shown. */
const TELLING_INPUTS = [
  'command',
  'file_path',
  'notebook_path',
  'pattern',
  'url',
  'query',
  'plan',
  'description',
  'prompt',
  'path',
] as const;

/** A tool call as one readable text; the whole input is in the message's `toolInput`. */
export function toolCallText({ name, input }: Block): string {
  const tool = name ?? 'tool';
  for (const key of TELLING_INPUTS) {
    const value = input?.[key];
    if (typeof value === 'string') return `${tool}: ${value}`;
  }
  return input === null || Object.keys(input).length === 0
    ? tool
    : `${tool}: ${JSON.stringify(input)}`;
}
