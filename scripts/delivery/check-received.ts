/** What was wrong with the prompts that one session sent. All empty: each arrived once, in order, and as it was. */
export interface DeliveryFaults {
  lost: string[];
  doubled: string[];
  altered: { sent: string; received: string }[];
  disordered: string[];
}

/** How many faults there are of each kind. */
export function countFaults(
  faults: readonly DeliveryFaults[],
): Record<keyof DeliveryFaults, number> {
  const sum = (kind: keyof DeliveryFaults) =>
    faults.reduce((total, one) => total + one[kind].length, 0);
  return {
    lost: sum('lost'),
    doubled: sum('doubled'),
    altered: sum('altered'),
    disordered: sum('disordered'),
  };
}

/** A prompt as Claude Code hands it on: it has no tabs when it is typed to, and trims the end. */
export function asDelivered(text: string): string {
  return text.replaceAll('\t', '    ').trimEnd();
}

/**
 * Compares what was sent to a session with what its model received. Each prompt holds a tag of its own.
 * @param tagOf the tag that a text holds; null: none
 */
export function checkReceived(
  sent: readonly string[],
  received: readonly string[],
  tagOf: (text: string) => string | null,
): DeliveryFaults {
  const faults: DeliveryFaults = { lost: [], doubled: [], altered: [], disordered: [] };
  const places = sent.map((text) => {
    const tag = tagOf(text);
    return received.flatMap((one, index) => (tag !== null && tagOf(one) === tag ? [index] : []));
  });
  let last = -1;
  for (const [index, text] of sent.entries()) {
    const [place, ...more] = places[index] ?? [];
    if (place === undefined) faults.lost.push(text);
    if (more.length > 0) faults.doubled.push(text);
    if (place === undefined) continue;
    const arrived = received[place] ?? '';
    if (arrived !== asDelivered(text)) faults.altered.push({ sent: text, received: arrived });
    if (place < last) faults.disordered.push(text);
    last = Math.max(last, place);
  }
  return faults;
}
