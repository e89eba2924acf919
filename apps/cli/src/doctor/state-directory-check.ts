import { shellQuote } from '../text/shell-quote.ts';
import { type Check, fail, ok, warn } from './check.ts';
import type { Probes } from './probes.ts';

const NAME = 'state directory';

/** Others must not read it: it holds the secrets that hooks are recognised by. */
export async function checkStateDirectory(probes: Probes, path: string): Promise<Check> {
  const facts = await probes.directory(path);
  if (!facts) return ok(NAME, `${path} is not there yet; the server makes it`);
  const elsewhere = 'Move it away, or set AEGIS_STATE_DIR to another directory.';
  if (!facts.isDirectory) return fail(NAME, `${path} is no directory`, elsewhere);
  if (!facts.isOurs) return fail(NAME, `${path} belongs to another user`, elsewhere);
  const mode = facts.mode.toString(8).padStart(4, '0');
  const repair = `chmod 700 ${shellQuote(path)}`;
  if (!facts.isWritable) return fail(NAME, `${path} (${mode}) cannot be written to`, repair);
  if ((facts.mode & 0o077) !== 0) return warn(NAME, `${path} (${mode}) is open to others`, repair);
  return ok(NAME, `${path} (${mode})`);
}
