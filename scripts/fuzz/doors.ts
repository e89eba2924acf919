import type { AnyDoor } from './door.ts';
import { captures } from './doors/captures.ts';
import { cli } from './doors/cli.ts';
import { config } from './doors/config.ts';
import { controlLines } from './doors/control-lines.ts';
import { fusion } from './doors/fusion.ts';
import { hookBodies } from './doors/hook-bodies.ts';
import { hooks } from './doors/hooks.ts';
import { http } from './doors/http.ts';
import { ids } from './doors/ids.ts';
import { mcp } from './doors/mcp.ts';
import { rawHttp } from './doors/raw-http.ts';
import { registry } from './doors/registry.ts';
import { sse } from './doors/sse.ts';
import { storedRows } from './doors/stored-rows.ts';
import { terminalBytes } from './doors/terminal-bytes.ts';
import { transcriptLines } from './doors/transcript-lines.ts';
import { transcriptTail } from './doors/transcript-tail.ts';

/** Every door. The shares are by how much can go wrong there, and by what a case costs. */
export const DOORS: readonly AnyDoor[] = [
  http,
  rawHttp,
  hooks,
  hookBodies,
  transcriptLines,
  transcriptTail,
  controlLines,
  captures,
  terminalBytes,
  fusion,
  config,
  storedRows,
  registry,
  mcp,
  cli,
  sse,
  ids,
];
