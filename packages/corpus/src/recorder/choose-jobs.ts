import { CorpusError } from '../corpus-error.ts';
import type { Setting } from '../format/setting.ts';
import { type Look, LOOKS, settingsOf, VERSIONS } from '../format/settings.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** What the command line asked for; null means all. */
export interface Wanted {
  claude: readonly string[] | null;
  sizes: readonly string[] | null;
  renderers: readonly string[] | null;
  themes: readonly string[] | null;
  scenarios: readonly string[] | null;
}

export interface Job {
  scenario: Scenario;
  setting: Setting;
}

/**
 * Every recording that is wanted, one version after the other. A size that is not in the corpus is recorded as well,
 * in the classic renderer and the dark theme unless others are named.
 *
 * @throws CorpusError `invalid_argument`, `scenario_not_found`
 */
export function chooseJobs(wanted: Wanted, scenarios: readonly Scenario[]): Job[] {
  const looks = wantedLooks(wanted);
  const versions = versionsOf(wanted.claude);
  const chosen = wantedScenarios(wanted.scenarios, scenarios);
  return versions.flatMap((version) =>
    settingsOf(version, looks).flatMap((setting) =>
      chosen
        .filter((scenario) => scenario.appliesTo?.(setting) ?? true)
        .map((scenario) => ({ scenario, setting })),
    ),
  );
}

function versionsOf(claude: readonly string[] | null): readonly string[] {
  if (claude === null || claude.includes('all')) return VERSIONS;
  const wrong = claude.find((version) => !/^\d+\.\d+\.\d+$/.test(version));
  if (wrong === undefined) return claude;
  throw invalid(`--claude ${wrong}: name a released version, such as 2.1.330, or "all"`);
}

function wantedScenarios(
  names: readonly string[] | null,
  scenarios: readonly Scenario[],
): readonly Scenario[] {
  if (names === null) return scenarios;
  return names.map((name) => {
    const found = scenarios.find((scenario) => scenario.name === name);
    if (found !== undefined) return found;
    const known = scenarios.map((scenario) => scenario.name).join(', ');
    const message = `There is no scenario ${name}. There are: ${known}`;
    throw new CorpusError('scenario_not_found', message);
  });
}

function wantedLooks({ sizes, renderers, themes }: Wanted): readonly Look[] {
  check('--renderer', renderers, ['classic', 'fullscreen']);
  check('--theme', themes, ['dark', 'light']);
  const fits = (look: Look): boolean =>
    (renderers?.includes(look.renderer) ?? true) && (themes?.includes(look.theme) ?? true);
  if (sizes === null) return LOOKS.filter(fits);
  return sizes.flatMap((size) => {
    const [, cols, rows] = /^(\d+)x(\d+)$/.exec(size) ?? [];
    if (cols === undefined || rows === undefined) throw invalid(`--size ${size}: write 120x40`);
    const known = LOOKS.filter((look) => `${look.cols}x${look.rows}` === size && fits(look));
    if (known.length > 0) return known;
    return ALL_RENDERINGS.filter(
      (look) =>
        (renderers ?? ['classic']).includes(look.renderer) &&
        (themes ?? ['dark']).includes(look.theme),
    ).map((look) => ({ cols: Number(cols), rows: Number(rows), ...look }));
  });
}

const ALL_RENDERINGS = (['classic', 'fullscreen'] as const).flatMap((renderer) =>
  (['dark', 'light'] as const).map((theme) => ({ renderer, theme })),
);

function check(option: string, words: readonly string[] | null, known: readonly string[]): void {
  const wrong = words?.find((word) => !known.includes(word));
  if (wrong !== undefined) throw invalid(`${option} ${wrong}: it is one of ${known.join(', ')}`);
}

function invalid(message: string): CorpusError {
  return new CorpusError('invalid_argument', message);
}
