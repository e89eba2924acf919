import type { SendResult } from '@aegis/protocol';

/** What is known of a delivery: `delivered (hook, prompt-submitted)`. */
export function deliveryView({ verdict, evidence }: SendResult): string {
  return evidence ? `${verdict} (${evidence.source}, ${evidence.rule})` : verdict;
}
