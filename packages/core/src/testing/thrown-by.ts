import { AegisError } from '@aegis/protocol';

/** The AegisError that `run` throws or rejects with; what else it throws goes on. Null where it does not fail. */
export async function thrownBy(run: () => unknown): Promise<AegisError | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (AegisError.is(error)) return error;
    throw error;
  }
}
