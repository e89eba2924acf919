import { project } from '../../vitest.config.base.ts';

/** They fetch eight builds of Claude Code (1.5 GB) and drive each for a minute or two: `AEGIS_VERSIONS=all`. */
const everyVersion = process.env['AEGIS_VERSIONS'] === 'all' ? [] : ['src/versions/*.real.test.ts'];

export default project('core', { exclude: everyVersion });
