import { build } from '../../tsup.config.base.ts';

export default build({
  index: 'src/index.ts',
  'json-schema': 'src/json-schema.ts',
});
