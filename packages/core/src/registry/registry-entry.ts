import * as v from 'valibot';
import { momentSchema } from '../session/moment.ts';

const STATUSES = ['busy', 'idle', 'waiting', 'shell'] as const;
export type RegistryStatus = (typeof STATUSES)[number];

const optional = <T extends v.GenericSchema>(schema: T) =>
  v.fallback(v.nullish(schema, null), null);

/** One file of Claude Code's `<config>/sessions/`: undocumented, so read loosely. */
const registryFileSchema = v.looseObject({
  pid: v.pipe(v.number(), v.safeInteger()),
  sessionId: optional(v.string()),
  procStart: optional(v.string()),
  version: optional(v.string()),
  status: optional(v.picklist(STATUSES)),
  waitingFor: optional(v.string()),
  updatedAt: optional(momentSchema),
  statusUpdatedAt: optional(momentSchema),
});

export interface RegistryEntry {
  pid: number;
  claudeSessionId: string | null;
  /** `/proc/<pid>/stat` field 22 on Linux: tells the process from a later one with the same pid. */
  processStart: string | null;
  version: string | null;
  status: RegistryStatus | null;
  waitingFor: string | null;
  /** When the status changed last. Epoch milliseconds, Claude Code's own clock. */
  changedAt: number | null;
}

/** Null for text that is not a registry file (yet): it may be half written. */
export function parseRegistryFile(text: string): RegistryEntry | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = v.safeParse(registryFileSchema, json);
  if (!parsed.success) return null;
  const file = parsed.output;
  return {
    pid: file.pid,
    claudeSessionId: file.sessionId,
    processStart: file.procStart,
    version: file.version,
    status: file.status,
    waitingFor: file.waitingFor,
    // 2.1.120 has one time for all that it says.
    changedAt: file.statusUpdatedAt ?? file.updatedAt,
  };
}
