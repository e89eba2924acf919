import { AegisError } from '@aegis/protocol';

export function notYet(what: string): AegisError {
  return new AegisError('not_supported', `${what} is not there yet.`);
}
