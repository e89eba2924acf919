import pc from 'picocolors';
import type { CliIo, Spinner } from './io.ts';
import { neutralise, neutraliseDeep, toSafeJson } from './text/neutralise.ts';

export type Style = ReturnType<typeof pc.createColors>;

/** Where a command says what it has to say. Human output is neutralised; results go to stdout, the rest to stderr. */
export interface Output {
  readonly json: boolean;
  readonly style: Style;
  /** The result: as JSON, or as `render` shows it. What `render` gets can do a terminal no harm. */
  answer<T>(value: T, render: (value: T) => string): void;
  /** As {@link answer}, one of many: JSON on a line of its own. */
  item<T>(value: T, render: (value: T) => string): void;
  /** Text exactly as it came, escape sequences and all. */
  raw(text: string): void;
  /** A remark for a person, left out with `--json`. */
  note(text: string): void;
  /** Shown on a terminal while something takes its time. */
  spinner(text: string): Promise<Spinner>;
}

const NO_SPINNER: Spinner = { update: () => undefined, stop: () => undefined };

export function wantsColor(env: NodeJS.ProcessEnv, isTty: boolean): boolean {
  return isTty && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

export function createOutput(io: CliIo, json: boolean): Output {
  const { stdout, stderr, env } = io;
  const show = <T>(value: T, render: (value: T) => string, indent: number) => {
    const text = json ? toSafeJson(value, indent) : render(neutraliseDeep(value));
    stdout.write(text === '' ? '' : `${text}\n`);
  };
  return {
    json,
    style: pc.createColors(wantsColor(env, stdout.isTty)),
    answer: (value, render) => show(value, render, stdout.isTty ? 2 : 0),
    item: (value, render) => show(value, render, 0),
    raw: (text) => stdout.write(text),
    note: (text) => {
      if (!json) stderr.write(`${neutralise(text)}\n`);
    },
    spinner: async (text) => {
      if (json || !stderr.isTty) return NO_SPINNER;
      const spinner = await io.startSpinner(neutralise(text));
      return { ...spinner, update: (next) => spinner.update(neutralise(next)) };
    },
  };
}
