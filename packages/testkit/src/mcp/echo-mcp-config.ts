import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The server script runs from the sources, where `node` finds its dependencies, also once this module is bundled. */
function echoServerPath(): string {
  const manifest = createRequire(import.meta.url).resolve('@aegis/testkit/package.json');
  return join(dirname(manifest), 'src', 'mcp', 'echo-server.mjs');
}

/** A value for `claude --mcp-config`: a server `name` with one tool `echo`, which takes `{text}`. */
export function echoMcpConfig(name = 'stub'): string {
  return JSON.stringify({
    mcpServers: { [name]: { type: 'stdio', command: process.execPath, args: [echoServerPath()] } },
  });
}
