import pc from 'picocolors';

/** The demo's voice: numbered steps, what was asked, what came back. */
export interface Printer {
  title(text: string): void;
  step(text: string): void;
  request(text: string): void;
  fact(text: string): void;
  quote(text: string): void;
  event(text: string): void;
}

export function createPrinter(write: (text: string) => void): Printer {
  let steps = 0;
  const line = (text: string) => write(`${text}\n`);
  return {
    title: (text) => line(`\n${pc.bold(text)}`),
    step(text) {
      steps += 1;
      line(`\n${pc.cyan(`${steps}.`)} ${pc.bold(text)}`);
    },
    request: (text) => line(`   ${pc.dim('→')} ${text}`),
    fact: (text) => line(`   ${pc.green('✓')} ${text}`),
    quote(text) {
      for (const row of text.split('\n')) line(`   ${pc.dim('│')} ${row}`);
    },
    event: (text) => line(`   ${pc.yellow('·')} ${pc.dim(text)}`),
  };
}
