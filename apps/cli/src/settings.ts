export interface Settings {
  url: string;
  token: string | undefined;
  json: boolean;
}

/** The options that every command takes. */
export interface CommonFlags {
  server?: string;
  json?: true;
}

function setting(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === '' ? undefined : value;
}

/** The flag, else `AEGIS_URL`, else this machine's `AEGIS_PORT`, else port 9100. */
export function toSettings(flags: CommonFlags, env: NodeJS.ProcessEnv): Settings {
  const local = `http://127.0.0.1:${setting(env, 'AEGIS_PORT') ?? '9100'}`;
  return {
    url: flags.server ?? setting(env, 'AEGIS_URL') ?? local,
    token: setting(env, 'AEGIS_AUTH_TOKEN'),
    json: flags.json === true,
  };
}
