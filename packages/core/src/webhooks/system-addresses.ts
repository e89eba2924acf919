import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { ResolveHost } from './target-guard.ts';

/** As every program of this machine resolves names: its hosts file, then DNS. */
export const resolveBySystem: ResolveHost = async (hostname) => {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
};

export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? []).map(({ address }) => address),
  );
}
