import type { CreateOptions } from '@aegis/core';
import { wideningFields, type TemplateFields } from '@aegis/protocol';
import { requireScope, type Caller } from './caller.ts';

/** A session that may do more than ask takes the right to say so, also where a template says it. */
export function allowedTo(caller: Caller | null): CreateOptions {
  return { authorise: (request) => requireForWidening(caller, request, 'A session') };
}

/** @throws AegisError `scope_missing` */
export function requireForTemplate(
  caller: Caller | null,
  { session = {} }: Pick<TemplateFields, 'session'>,
): void {
  requireForWidening(caller, session, 'A template of sessions');
}

function requireForWidening(
  caller: Caller | null,
  request: Parameters<typeof wideningFields>[0],
  what: string,
): void {
  const widening = wideningFields(request);
  if (widening.length === 0 || caller === null) return;
  requireScope(caller, 'approve', `${what} with ${widening.join(', ')}`);
}
