import { build } from '../../tsup.config.base.ts';

const library = { index: 'src/index.ts' };

export default build({ ...library, main: 'src/main.ts' }, { dts: { entry: library } });
