/** @throws Error that says what `--name` takes */
export function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new Error(`--${name} takes a whole number from ${least} on, not "${text}".`);
}
