import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SubagentReader, subagentFolder, type SubagentFile } from './subagent-files.ts';

let folder: string;
let transcript: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aegis-subagents-'));
  transcript = join(folder, 'c.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const place = (name: string) => join(subagentFolder(transcript), name);
const line = (text: string) => `${JSON.stringify({ type: 'user', text })}\n`;

async function filesFound(): Promise<SubagentFile[]> {
  const files: SubagentFile[] = [];
  await new SubagentReader().read(transcript, (file) => {
    files.push(file);
    return Promise.resolve();
  });
  return files;
}

async function newTexts(reader: SubagentReader): Promise<Record<string, unknown[]>> {
  const texts: Record<string, unknown[]> = {};
  await reader.read(transcript, async ({ id }, entries) => {
    for await (const { raw } of entries) (texts[id] ??= []).push(raw['text']);
  });
  return texts;
}

describe('subagents’ files', () => {
  it('are none where there is no folder', async () => {
    expect(await filesFound()).toEqual([]);
  });

  it('are those of the right name, with what stands beside them', async () => {
    await mkdir(subagentFolder(transcript), { recursive: true });
    const meta = { agentType: 'Explore', description: 'Look', other: [1] };
    await writeFile(place('agent-a1.jsonl'), '');
    await writeFile(place('agent-a1.meta.json'), JSON.stringify(meta));
    await writeFile(place('agent-a2.jsonl'), '');
    await writeFile(place('agent-a2.meta.json'), '{"agentType": 5');
    await writeFile(place('agent-a3.jsonl'), '');
    await writeFile(place('agent-a3.meta.json'), `"${'x'.repeat(70_000)}"`);
    await writeFile(place('agent-../x.jsonl'.replace('/', '%')), '');
    await writeFile(place('notes.jsonl'), '');
    const known = { agentType: 'Explore', description: 'Look', toolUseId: null };
    expect(await filesFound()).toEqual([
      { id: 'a1', path: place('agent-a1.jsonl'), meta: known },
      { id: 'a2', path: place('agent-a2.jsonl'), meta: null },
      { id: 'a3', path: place('agent-a3.jsonl'), meta: null },
    ]);
  });

  it('hand out each line once, when it is whole', async () => {
    await mkdir(subagentFolder(transcript), { recursive: true });
    await writeFile(place('agent-a1.jsonl'), line('one') + line('two').slice(0, -4));
    const reader = new SubagentReader();
    expect(await newTexts(reader)).toEqual({ a1: ['one'] });
    expect(await newTexts(reader)).toEqual({});
    await appendFile(place('agent-a1.jsonl'), line('two').slice(-4));
    await writeFile(place('agent-a2.jsonl'), line('other'));
    expect(await newTexts(reader)).toEqual({ a1: ['two'], a2: ['other'] });
  });

  it('of older versions stand beside the conversations, and say whose they are', async () => {
    const of = (sessionId: string) => `${JSON.stringify({ type: 'user', sessionId, text: 'x' })}\n`;
    await writeFile(transcript, of('c'));
    await writeFile(join(folder, 'agent-a1.jsonl'), of('c'));
    await writeFile(join(folder, 'agent-a2.jsonl'), of('other'));
    await writeFile(join(folder, 'agent-a3.jsonl'), '');
    const reader = new SubagentReader();
    expect(await newTexts(reader)).toEqual({ a1: ['x'] });
    await appendFile(join(folder, 'agent-a3.jsonl'), of('c'));
    expect(await newTexts(reader)).toEqual({ a3: ['x'] });
  });
});
