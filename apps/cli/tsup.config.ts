import { build } from '../../tsup.config.base.ts';

/** A command has no types. */
export default build({ main: 'src/main.ts' }, { dts: false });
