import { build } from '../../tsup.config.base.ts';

export default build({
  index: 'src/index.ts',
  model: 'src/model/index.ts',
  'scripted-api': 'src/api/index.ts',
  'real-claude': 'src/claude/index.ts',
  sandbox: 'src/sandbox/index.ts',
  'look-alike': 'src/look-alike/index.ts',
  'fake-claude': 'src/look-alike/fake-claude.ts',
});
