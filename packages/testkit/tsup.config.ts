import { build } from '../../tsup.config.base.ts';

export default build({
  index: 'src/index.ts',
  'look-alike': 'src/look-alike/index.ts',
  model: 'src/model/index.ts',
  'scripted-api': 'src/api/index.ts',
  'real-claude': 'src/claude/index.ts',
  sandbox: 'src/sandbox/index.ts',
  // The program that `look-alike` starts; it stands beside it.
  'fake-claude': 'src/look-alike/fake-claude.ts',
});
