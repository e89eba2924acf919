import { expectedTranscript, findTranscript } from '@aegis/transcript/node';

/** Where Claude Code writes a conversation, or will; null where that cannot be known yet. */
export async function locateTranscript(
  { configDir, workDir }: { configDir: string | null; workDir: string },
  sessionId: string,
): Promise<string | null> {
  if (configDir === null || workDir === '') return null;
  const query = { configDir, cwd: workDir, sessionId };
  return (await findTranscript(query)) ?? (await expectedTranscript(query));
}
