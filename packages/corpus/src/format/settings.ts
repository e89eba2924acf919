import { isSince, type Setting } from './setting.ts';

/** The Claude Code builds of the corpus, oldest first. */
export const VERSIONS = [
  '1.0.128',
  '2.0.14',
  '2.0.76',
  '2.1.50',
  '2.1.120',
  '2.1.200',
  '2.1.280',
  '2.1.330',
] as const;

/** How a build is looked at. */
export type Look = Omit<Setting, 'version'>;

export const LOOKS: readonly Look[] = [
  { cols: 120, rows: 40, renderer: 'classic', theme: 'dark' },
  { cols: 80, rows: 24, renderer: 'classic', theme: 'light' },
  { cols: 200, rows: 50, renderer: 'classic', theme: 'dark' },
  { cols: 60, rows: 20, renderer: 'classic', theme: 'dark' },
  { cols: 120, rows: 40, renderer: 'fullscreen', theme: 'light' },
  { cols: 80, rows: 24, renderer: 'fullscreen', theme: 'dark' },
];

/** The first build of the corpus that knows `CLAUDE_CODE_NO_FLICKER`. */
const FIRST_FULLSCREEN = '2.1.120';

/** Whether the build has that renderer. */
export function canRender(setting: Setting): boolean {
  return setting.renderer === 'classic' || isSince(setting, FIRST_FULLSCREEN);
}

/** Every look at one build. */
export function settingsOf(version: string, looks: readonly Look[] = LOOKS): Setting[] {
  return looks.map((look) => ({ version, ...look })).filter(canRender);
}

/** One of the three looks that rare scenarios are recorded in. */
export function isRareLook({ cols, rows, renderer }: Look): boolean {
  if (renderer === 'fullscreen') return cols === 80 && rows === 24;
  return (cols === 120 && rows === 40) || (cols === 60 && rows === 20);
}

/** The look that every scenario is recorded in. */
export function isMainLook({ cols, rows, renderer }: Look): boolean {
  return renderer === 'classic' && cols === 120 && rows === 40;
}

/** The look of every scenario, and the fullscreen one of the rare ones, which folds and places much otherwise. */
export function isMainOrFullscreenLook(look: Look): boolean {
  return isMainLook(look) || (look.renderer === 'fullscreen' && isRareLook(look));
}
