import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/**
 * The SDK's server, which also cleans up when its connection closes. Its high-level one takes schemas from zod; ours come
 * from the protocol package.
 */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- "only for advanced use cases", and this is one
export class McpServer extends Server {
  readonly #cleanups: (() => void)[] = [];

  onceClosed(clean: () => void): void {
    this.#cleanups.push(clean);
  }

  override async connect(transport: Transport): Promise<void> {
    const { onclose } = transport;
    transport.onclose = () => {
      onclose?.();
      for (const clean of this.#cleanups) clean();
    };
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
    await super.connect(transport);
  }
}

/** Does `work`; where nothing listened, so that nothing was done, starts a server and does it again. */
export type Reach = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;
