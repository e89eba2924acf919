import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { resolveClaude } from '@aegis/testkit';
import { test } from 'vitest';
import { LOOKS } from './look.ts';
import { recordScenario } from './record-scenario.ts';
import { saveRecording } from './recording.ts';
import { scenarios } from './scenarios/index.ts';

const VERSION = '2.1.330';
const directory = join(import.meta.dirname, '..', 'fixtures', VERSION);

/** `RECORD=bash.classic,trust.*` records only these. */
const wanted = (process.env['RECORD'] ?? '*.*').split(',');

for (const scenario of scenarios) {
  for (const look of LOOKS) {
    if (scenario.looks !== undefined && !scenario.looks.includes(look.name)) continue;
    const names = [`${scenario.name}.${look.name}`, `${scenario.name}.*`, `*.${look.name}`, '*.*'];
    if (!names.some((name) => wanted.includes(name))) continue;
    test(`${scenario.name} ${look.name}`, async () => {
      resolveClaude(VERSION);
      mkdirSync(directory, { recursive: true });
      const { recording, bytes } = await recordScenario(scenario, look);
      saveRecording(directory, recording, bytes);
    });
  }
}
