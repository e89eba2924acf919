import type { Swarm, SwarmQuery } from '@aegis/protocol';
import { notYet } from '../not-yet.ts';

export function readSwarm(_query: SwarmQuery): Promise<Swarm> {
  throw notYet('the swarm');
}
