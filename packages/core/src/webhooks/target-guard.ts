import type { AllowList } from './allow-list.ts';
import type { Target } from './parse-target.ts';
import { familyOf, refusedRange } from './refused-ranges.ts';

/** Every address that a name has now. @throws whatever the system says where it has none */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

export interface GuardDependencies {
  allow: AllowList;
  resolveHost: ResolveHost;
  /** This machine's own addresses, on all of its interfaces. */
  ownAddresses: () => readonly string[];
  /** Ports of this machine on which Aegis itself listens. */
  ownPorts: () => readonly number[];
}

export type CheckedTarget =
  /** Only these may be connected to. */
  | { type: 'allowed'; addresses: readonly [string, ...string[]] }
  | { type: 'refused'; why: string }
  | { type: 'unresolved'; why: string };

/** A name's addresses change from one question to the next: what is connected to has to be what was checked. */
export type CheckTarget = (target: Target) => Promise<CheckedTarget>;

/** Ranges in which an address can be another way to write this machine's. */
const LEADS_HERE: ReadonlySet<string | null> = new Set(['loopback', 'unspecified', 'IPv4-mapped']);

export function createTargetGuard(dependencies: GuardDependencies): CheckTarget {
  const { allow, resolveHost } = dependencies;

  async function addressesOf(hostname: string): Promise<readonly string[]> {
    if (familyOf(hostname) !== null) return [hostname];
    return resolveHost(hostname).catch(() => []);
  }

  return async ({ hostname, port }) => {
    const [first, ...rest] = await addressesOf(hostname);
    if (first === undefined) {
      return { type: 'unresolved', why: `The name "${hostname}" has no address.` };
    }
    const own = dependencies.ownAddresses();
    const isNamed = allow.hasName(hostname);
    for (const address of [first, ...rest]) {
      const range = refusedRange(address);
      const isHere = LEADS_HERE.has(range) || own.includes(address);
      if (isHere && dependencies.ownPorts().includes(port)) {
        return { type: 'refused', why: `Port ${port} of this machine is Aegis itself.` };
      }
      if (isNamed || allow.hasAddress(address)) continue;
      if (range !== null) return { type: 'refused', why: refusal(hostname, address, range) };
      if (own.includes(address)) {
        return { type: 'refused', why: refusal(hostname, address, "this machine's own") };
      }
    }
    return { type: 'allowed', addresses: [first, ...rest] };
  };
}

function refusal(hostname: string, address: string, range: string): string {
  const which =
    hostname === address
      ? `The address ${address} is`
      : `"${hostname}" leads to ${address}, which is`;
  return `${which} ${range}. Where that is meant, name the host, or a range, in AEGIS_WEBHOOK_ALLOW.`;
}
