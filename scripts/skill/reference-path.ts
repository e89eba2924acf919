import { fileURLToPath } from 'node:url';

export const referencePath = fileURLToPath(
  new URL('../../skill/references/api-quick-ref.md', import.meta.url),
);
