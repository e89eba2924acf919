import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dialog, DialogRow } from '../types.ts';
import type { DialogKey, DialogTarget } from './key-plan.ts';
import { stepTowards } from './step-towards.ts';

type Row = Pick<DialogRow, 'label' | 'role'> & { checked?: boolean };

/** A dialog that behaves as Claude Code's do: the highlight wraps around, Enter takes the row it is on. */
class FakeDialog {
  readonly #rows: (Row & { highlighted: boolean })[];
  readonly #footer: string | null;
  /** What was chosen, with what was typed on it; null while it is open. */
  chosen: string | null = null;

  constructor(rows: readonly Row[], highlighted: number, footer: string | null = null) {
    this.#rows = rows.map((row, index) => ({ ...row, highlighted: index === highlighted }));
    this.#footer = footer;
  }

  isOpen(): boolean {
    return this.chosen === null;
  }

  get dialog(): Dialog {
    return {
      ...{ name: 'bash', kind: 'bash', title: 'Bash command', body: '', footer: this.#footer },
      ...{ toolName: 'Bash', subject: null, cut: false, question: null },
      options: this.#rows.map((row, line) => ({
        ...row,
        ...{ number: line + 1, checked: row.checked ?? null, description: null, line },
      })),
    };
  }

  get ticked(): string[] {
    return this.#rows.filter(({ checked }) => checked === true).map(({ label }) => label);
  }

  press(key: DialogKey): void {
    const at = this.#rows.findIndex(({ highlighted }) => highlighted);
    const row = this.#rows[at];
    if (key === 'Escape') this.chosen = 'Escape';
    if (key === 'Enter' && row?.checked === undefined) this.chosen = row?.label ?? null;
    else if (key === 'Enter' && row !== undefined) row.checked = row.checked !== true;
    if (key === 'Tab' && row?.role === 'decline') {
      Object.assign(row, { label: AMENDED, role: 'decline-with-feedback' });
    }
    if (key !== 'Up' && key !== 'Down') return;
    const next = (at + (key === 'Down' ? 1 : this.#rows.length - 1)) % this.#rows.length;
    for (const [index, other] of this.#rows.entries()) other.highlighted = index === next;
  }

  type(text: string): void {
    const row = this.#rows.find(({ highlighted }) => highlighted);
    if (row !== undefined) row.label = text;
  }
}

const AMENDED = 'No, and tell Claude what to do differently';

/** Carries the plan out; `losses` says which keys get lost. */
function bringAbout(fake: FakeDialog, target: DialogTarget, losses: readonly boolean[]): void {
  const lost = [...losses];
  for (let steps = 0; steps < 300 && fake.isOpen(); steps += 1) {
    const step = stepTowards(fake.dialog, target);
    if (step.type === 'blocked') throw new Error(step.reason);
    if (step.type === 'text') {
      if (lost.shift() !== true) fake.type(step.text);
      continue;
    }
    for (const key of step.keys) {
      if (lost.shift() !== true && fake.isOpen()) fake.press(key);
    }
  }
}

/** Rows in any order, any of them highlighted, and keys that get lost. */
function scene<T extends Row>(rows: readonly T[]) {
  return fc.record({
    rows: fc.shuffledSubarray([...rows], { minLength: rows.length }),
    highlighted: fc.nat({ max: rows.length - 1 }),
    losses: fc.array(fc.boolean(), { maxLength: 30 }),
  });
}

const BASH: readonly Row[] = [
  { label: 'Yes', role: 'accept' },
  { label: "Yes, and don't ask again for: npm test *", role: 'accept-always' },
  { label: 'Yes, and switch to auto mode', role: 'accept-and-switch-mode' },
  { label: 'No', role: 'decline' },
];
const OLD_BASH: readonly Row[] = [
  { label: 'Yes', role: 'accept' },
  { label: "Yes, and don't ask again for npm test commands in /project", role: 'accept-always' },
  { label: 'Type here to tell Claude what to do differently', role: 'decline-with-feedback' },
];

test.each([
  ['2.1', BASH],
  ['2.0', OLD_BASH],
])(
  'whatever the order of the rows of %s, the row that is taken is the one that was wanted',
  (_, rows) => {
    fc.assert(
      fc.property(scene(rows), fc.constantFrom(...rows), (given, wanted) => {
        const fake = new FakeDialog(given.rows, given.highlighted);
        bringAbout(fake, { type: 'choose', label: wanted.label }, given.losses);
        expect(fake.chosen).toBe(wanted.label);
      }),
    );
  },
);

test('whatever the labels are', () => {
  const labels = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), {
    minLength: 2,
    maxLength: 9,
  });
  const losses = fc.array(fc.boolean());
  fc.assert(
    fc.property(labels, fc.nat(), fc.nat(), losses, (names, start, wanted, lost) => {
      const rows = names.map((label): Row => ({ label, role: 'other' }));
      const label = names[wanted % names.length] ?? '';
      const fake = new FakeDialog(rows, start % names.length);
      bringAbout(fake, { type: 'choose', label }, lost);
      expect(fake.chosen).toBe(label);
    }),
  );
});

test('whatever the order, feedback lands on the row that declines', () => {
  fc.assert(
    fc.property(scene(BASH), scene(OLD_BASH), (newer, older) => {
      for (const { rows, highlighted, losses } of [newer, older]) {
        const fake = new FakeDialog(rows, highlighted, 'Esc to cancel · Tab to amend');
        bringAbout(fake, { type: 'decline', feedback: '2 files' }, losses);
        expect(fake.chosen).toBe('2 files');
      }
    }),
  );
});

test('whatever the order, exactly the wanted rows are ticked', () => {
  const rows: Row[] = ['Auth', 'Logs', 'Cache'].map((label) => ({
    ...{ label, role: 'answer', checked: false },
  }));
  rows.push({ label: 'Submit', role: 'other' });
  const wanted = fc.subarray(['Auth', 'Logs', 'Cache']);
  const before = fc.subarray(['Auth', 'Logs', 'Cache']);
  fc.assert(
    fc.property(scene(rows), before, wanted, (given, ticked, labels) => {
      const shown = given.rows.map((row) =>
        row.checked === undefined ? row : { ...row, checked: ticked.includes(row.label) },
      );
      const fake = new FakeDialog(shown, given.highlighted);
      bringAbout(fake, { type: 'tick', labels, text: null }, given.losses);
      expect(fake.chosen).toBe('Submit');
      expect(fake.ticked.sort()).toEqual([...labels].sort());
    }),
  );
});
