import pc from 'picocolors';
import type { CliIo, OutputStream, Spinner } from './io.ts';
import { neutralise, neutraliseDeep, toSafeJson } from './text/neutralise.ts';

export type Style = ReturnType<typeof pc.createColors>;
export type Render<T> = (value: T, style: Style) => string;

/** Where a command says what it has to say. Human output is neutralised; results go to stdout, the rest to stderr. */
export interface Output {
  readonly json: boolean;
  /** The result: as JSON, or as `render` shows it. What `render` gets can do a terminal no harm. */
  answer<T>(value: T, render: Render<T>): void;
  /** As {@link answer}, one of many: JSON on a line of its own. */
  item<T>(value: T, render: Render<T>): void;
  /** Something for a person beside the result, left out with `--json`. */
  remark<T>(value: T, render: Render<T>): void;
  /** Text exactly as it came, escape sequences and all. */
  raw(text: string): void;
  /** As {@link remark}, plain text. */
  note(text: string): void;
  /** Shown on a terminal while something takes its time. */
  spinner(text: string): Promise<Spinner>;
}

const NO_SPINNER: Spinner = { update: () => undefined, stop: () => undefined };

function wantsColor(env: NodeJS.ProcessEnv, isTty: boolean): boolean {
  return isTty && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

export function styleFor(env: NodeJS.ProcessEnv, isTty: boolean): Style {
  return pc.createColors(wantsColor(env, isTty));
}

export function createOutput(io: CliIo, json: boolean): Output {
  const { stdout, stderr, env } = io;
  const show = <T>(stream: OutputStream, value: T, render: Render<T>) => {
    const text = render(neutraliseDeep(value), styleFor(env, stream.isTty));
    if (text !== '') stream.write(`${text}\n`);
  };
  const result = <T>(value: T, render: Render<T>, indent: number) => {
    if (json) stdout.write(`${toSafeJson(value, indent)}\n`);
    else show(stdout, value, render);
  };
  const remark = <T>(value: T, render: Render<T>) => {
    if (!json) show(stderr, value, render);
  };
  return {
    json,
    answer: (value, render) => result(value, render, stdout.isTty ? 2 : 0),
    item: (value, render) => result(value, render, 0),
    remark,
    note: (text) => remark(text, (shown) => shown),
    raw: (text) => stdout.write(text),
    spinner: async (text) => {
      if (json || !stderr.isTty) return NO_SPINNER;
      const spinner = await io.startSpinner(neutralise(text));
      return { ...spinner, update: (next) => spinner.update(neutralise(next)) };
    },
  };
}
