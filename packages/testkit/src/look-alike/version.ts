/** The Claude Code that is looked like. */
export const LOOKS_LIKE = '2.1.330';

export const MODEL = 'claude-opus-5-5';
