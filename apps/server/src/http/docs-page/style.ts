import { createHash } from 'node:crypto';

export const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc; }
code { font: 0.9em ui-monospace, monospace; }
summary { cursor: pointer; }
article > details { border: 1px solid #ddd; border-radius: 6px; margin: 0.5rem 0; padding: 0.4rem 0.8rem; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
.optional, small, .needs { color: #666; font-size: 0.85em; }
table { border-collapse: collapse; width: 100%; margin: 0.4rem 0; }
td { border-top: 1px solid #e5e5e5; padding: 0.25rem 0.6rem 0.25rem 0; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { width: 14rem; }
@media (prefers-color-scheme: dark) {
  body { color: #e4e4e4; background: #161616; }
  h2, article > details, td { border-color: #3a3a3a; }
  .optional, small, .needs { color: #9a9a9a; }
}
`;

/** Of the style above alone: no other style, no script and no picture is let in. */
export const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
