/** A printed terminal session as a picture: colours and weights of the few escape sequences that the demo uses. */

interface Style {
  bold: boolean;
  dim: boolean;
  colour: string | null;
}

const PLAIN: Style = { bold: false, dim: false, colour: null };
const COLOURS: Readonly<Record<number, string>> = {
  32: '#7ee787',
  33: '#e3b341',
  36: '#79c0ff',
};
const CHARACTER_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const MARGIN = 16;

function nextStyle(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, colour: null };
  const colour = COLOURS[code];
  return colour === undefined ? style : { ...style, colour };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function span(text: string, { bold, dim, colour }: Style): string {
  const fill = colour ?? (dim ? '#8b949e' : '#e6edf3');
  const weight = bold ? ' font-weight="bold"' : '';
  return `<tspan fill="${fill}"${weight}>${escaped(text)}</tspan>`;
}

function lineToSpans(line: string): string {
  let style = PLAIN;
  let spans = '';
  // eslint-disable-next-line no-control-regex -- escape sequences begin with one
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    // eslint-disable-next-line no-control-regex -- as above
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
    if (code !== undefined) style = nextStyle(style, Number(code));
    else if (part !== '') spans += span(part, style);
  }
  return spans;
}

/** @param text what was printed, with its colours */
export function toSvg(text: string): string {
  const lines = text.trim().split('\n');
  // eslint-disable-next-line no-control-regex -- as above
  const widths = lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, '').length);
  const width = Math.ceil(Math.max(...widths) * CHARACTER_WIDTH + 2 * MARGIN);
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const rows = lines.map((line, index) => {
    const y = MARGIN + (index + 0.8) * LINE_HEIGHT;
    return `<text x="${MARGIN}" y="${y.toFixed(1)}" xml:space="preserve">${lineToSpans(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join('\n')}
</svg>
`;
}
