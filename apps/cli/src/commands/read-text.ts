import type { CliIo } from '../io.ts';
import { UsageError } from '../usage-error.ts';

/** All of stdin as text, without the newline that ends it. @throws UsageError where it is not UTF-8 */
export async function readText(io: CliIo): Promise<string> {
  const bytes = await io.readStdin();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw new UsageError('What came on stdin is not UTF-8 text.');
  }
}
