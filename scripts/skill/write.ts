import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { referencePath } from './reference-path.ts';
import { fillIn, referenceSections } from './sections.ts';

/** `npm run skill:write`: what the reference says of requests, tools and errors, from the schemas. */
const filled = fillIn(readFileSync(referencePath, 'utf8'), await referenceSections());
const options = await resolveConfig(referencePath);
writeFileSync(referencePath, await format(filled, { ...options, filepath: referencePath }));
