import type { SessionStatus } from '@aegis/protocol';
import type { ScriptedApi } from '@aegis/testkit';
import type { DialogName, ScreenReading } from '../src/index.ts';

/** What is true at a labelled moment, written by hand with the scenario and never taken from a reading. */
export interface Expected {
  status: SessionStatus;
  activity?: string | null;
  dialog?: {
    name: DialogName;
    subject?: string | null;
    /** The label of the highlighted row. */
    highlighted?: string;
    /** The roles of the rows, top first. */
    roles?: readonly string[];
    /** The labels of ticked rows. */
    ticked?: readonly string[];
    page?: number;
  };
  draft?: string;
  ghost?: string | null;
  queued?: number;
  modeLine?: string;
  turnEnd?: NonNullable<ScreenReading['turnEnd']>['outcome'] | null;
}

/** What differs in some looks: a dialog that is too high for a small screen, a row that a narrow one leaves out. */
export type ByLook<T> = Readonly<Partial<Record<string, T>>>;

/** With a question mark: it may be too short to be seen. */
export type Published = SessionStatus | `${SessionStatus}?`;

export type Step =
  | { do: 'key'; key: string }
  | { do: 'type'; text: string }
  | { do: 'wait'; ms: number }
  /** Script what depends on what Claude Code has sent. */
  | { do: 'script'; with(api: ScriptedApi): void }
  /** Until the screen shows this; on the rows that are on it, not the ones above. */
  | { do: 'until'; shows: RegExp }
  /** Wait until nothing is drawn any more, unless `live`, and mark the moment. */
  | { do: 'label'; name: string; expected: Expected; live: boolean; but: ByLook<Expected> };

export interface Scenario {
  name: string;
  /** The prompts that the steps send, and what the model does about them. */
  script(api: ScriptedApi, workDir: string): void;
  /** Files that are there from the start, by name. */
  files?: Readonly<Record<string, string>>;
  trusted?: boolean;
  claudeArgs?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Run in these looks; default: all. */
  looks?: readonly string[];
  steps: readonly Step[];
  /** The statuses that the machine publishes over the whole recording, from the screen alone. */
  published: readonly Published[];
  publishedBut?: ByLook<readonly Published[]>;
}

export const key = (name: string): Step => ({ do: 'key', key: name });
export const type = (text: string): Step => ({ do: 'type', text });
export const wait = (ms: number): Step => ({ do: 'wait', ms });
export const script = (act: (api: ScriptedApi) => void): Step => ({ do: 'script', with: act });
export const until = (shows: RegExp): Step => ({ do: 'until', shows });
export const label = (name: string, expected: Expected, but: ByLook<Expected> = {}): Step => ({
  do: 'label',
  name,
  expected,
  live: false,
  but,
});
export const live = (name: string, expected: Expected): Step => ({
  do: 'label',
  name,
  expected,
  live: true,
  but: {},
});
/** Send a prompt that the script knows. */
export const send = (prompt: string): Step[] => [type(prompt), wait(150), key('Enter')];
/** Leave a dialog or an overlay, and clear what it put back into the box. */
export const leave = (): Step[] => [key('Escape'), wait(700), key('C-u'), wait(300)];
