import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** Seconds that Claude Code waits for a hook that names no time. */
const DEFAULT_TIMEOUT = 600;

const timeout = v.fallback(v.optional(v.number()), undefined);

const httpSchema = v.looseObject({
  type: v.literal('http'),
  url: v.string(),
  headers: v.fallback(v.optional(v.record(v.string(), v.string()), {}), {}),
  allowedEnvVars: v.fallback(v.optional(v.array(v.string()), []), []),
  timeout,
});

const commandSchema = v.looseObject({
  type: v.literal('command'),
  command: v.string(),
  args: v.optional(v.array(v.string())),
  timeout,
});

const handlerSchema = v.variant('type', [httpSchema, commandSchema]);

const settingsSchema = v.looseObject({
  disableAllHooks: v.optional(v.boolean()),
  hooks: v.optional(
    v.record(
      v.string(),
      v.array(
        v.looseObject({
          matcher: v.optional(v.string(), ''),
          // Handlers of other types, such as prompts, need a model.
          hooks: v.array(v.unknown()),
        }),
      ),
    ),
    {},
  ),
});

export interface HookHandler {
  readonly matcher: string;
  /** Seconds. */
  readonly timeout: number;
  readonly how:
    | {
        readonly type: 'http';
        readonly url: string;
        readonly headers: Readonly<Record<string, string>>;
      }
    | {
        readonly type: 'command';
        readonly command: string;
        readonly args: readonly string[] | null;
      };
}

/** By event. */
export type Hooks = ReadonlyMap<string, readonly HookHandler[]>;

export interface SettingsPlaces {
  readonly configDir: string;
  readonly workDir: string;
  /** `--settings`: a file or JSON. */
  readonly given: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The hooks of all settings together: the user's, the project's, and those of the command line, which is also heard last on
 * whether there are to be any.
 * @throws Error where what `--settings` names cannot be read
 */
export function readHooks(places: SettingsPlaces): Hooks {
  const { configDir, workDir, given, environment } = places;
  const files = [
    join(configDir, 'settings.json'),
    join(workDir, '.claude', 'settings.json'),
    join(workDir, '.claude', 'settings.local.json'),
  ];
  const settings = files.flatMap(readSettings);
  if (given !== null)
    settings.push(parseSettings(isJson(given) ? given : readFileSync(given, 'utf8')));
  const disabled = settings.findLast((one) => one.disableAllHooks !== undefined)?.disableAllHooks;
  if (disabled === true) return new Map();
  const hooks = new Map<string, HookHandler[]>();
  for (const [event, groups] of settings.flatMap((one) => Object.entries(one.hooks))) {
    const handlers = groups.flatMap(({ matcher, hooks: list }) =>
      list.flatMap((handler) => toHandler(handler, matcher, environment)),
    );
    hooks.set(event, [...(hooks.get(event) ?? []), ...handlers]);
  }
  return hooks;
}

type Settings = v.InferOutput<typeof settingsSchema>;

function readSettings(path: string): Settings[] {
  try {
    return [parseSettings(readFileSync(path, 'utf8'))];
  } catch {
    // One that is missing or broken is left out, as Claude Code leaves it out.
    return [];
  }
}

function parseSettings(text: string): Settings {
  return v.parse(settingsSchema, JSON.parse(text));
}

function isJson(given: string): boolean {
  return given.trimStart().startsWith('{');
}

function toHandler(
  value: unknown,
  matcher: string,
  environment: SettingsPlaces['environment'],
): HookHandler[] {
  const parsed = v.safeParse(handlerSchema, value);
  if (!parsed.success) return [];
  const handler = parsed.output;
  const common = { matcher, timeout: handler.timeout ?? DEFAULT_TIMEOUT };
  if (handler.type === 'command') {
    const { command, args = null } = handler;
    return [{ ...common, how: { type: 'command', command, args } }];
  }
  const { url, allowedEnvVars } = handler;
  const headers = Object.fromEntries(
    Object.entries(handler.headers).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{?(\w+)\}?/g, (whole, variable: string) =>
        allowedEnvVars.includes(variable) ? (environment[variable] ?? '') : whole,
      ),
    ]),
  );
  return [{ ...common, how: { type: 'http', url, headers } }];
}

/** Whether a matcher takes a tool: a list of names, or a regular expression; empty takes all. */
export function takes(matcher: string, toolName: string | null): boolean {
  if (matcher === '' || matcher === '*' || toolName === null) return true;
  if (/^[\w, |-]+$/.test(matcher))
    return matcher.split(/[,|]/).some((name) => name.trim() === toolName);
  try {
    return new RegExp(matcher).test(toolName);
  } catch {
    return false;
  }
}
