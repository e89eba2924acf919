import type { HookCall } from '../hooks/hook-body.ts';
import type { TrackedPending } from '../session/pending-tracker.ts';

/**
 * Whether a pending that is known from the screen alone is what this call asks for. The screen wraps a command, and may shorten
 * a path to its end; what it shows nothing of is taken for the same.
 */
export function isDrawn(
  { pending, requestId }: TrackedPending,
  { toolName, toolInput }: Pick<HookCall, 'toolName' | 'toolInput'>,
): boolean {
  if (requestId !== null || pending.toolName !== toolName) return false;
  return Object.entries(pending.toolInput ?? {}).every(([field, shown]) => {
    const [whole, seen] = [bare(toolInput?.[field]), bare(shown)];
    return whole === seen || whole.endsWith(`/${seen}`);
  });
}

function bare(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\s+/g, '') : '';
}
