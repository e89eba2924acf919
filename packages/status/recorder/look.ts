/** A size, a renderer and a theme. */
export interface Look {
  name: string;
  cols: number;
  rows: number;
  renderer: 'classic' | 'fullscreen';
  theme: 'dark' | 'light';
}

export const LOOKS: readonly Look[] = [
  { name: 'classic', cols: 120, rows: 40, renderer: 'classic', theme: 'dark' },
  { name: 'fullscreen', cols: 120, rows: 40, renderer: 'fullscreen', theme: 'dark' },
  { name: 'light', cols: 120, rows: 40, renderer: 'classic', theme: 'light' },
  { name: 'small', cols: 80, rows: 24, renderer: 'fullscreen', theme: 'light' },
  { name: 'narrow', cols: 60, rows: 24, renderer: 'classic', theme: 'dark' },
];
