import type { TemplateBody } from '@aegis/protocol';

/** Templates that come with Aegis: the work that people give Claude Code most. */
export const BUILT_IN_TEMPLATES: readonly TemplateBody[] = [
  {
    id: 'implement-issue',
    description: 'Implement an issue, and run the tests.',
    prompt:
      "Implement issue #{{issue}}. Read the issue description first, then write code. Don't explain, just implement. Run tests when done.",
    variables: [{ name: 'issue', description: 'Its number' }],
    session: { name: 'implement-issue' },
  },
  {
    id: 'review-pr',
    description: 'Review a pull request.',
    prompt: 'Review PR #{{pr}}. Focus on: {{focus}}. Be concise.',
    variables: [
      { name: 'pr', description: 'Its number' },
      {
        name: 'focus',
        description: 'What to look at',
        default: 'security issues, test coverage, API design',
      },
    ],
    session: { name: 'review-pr' },
  },
  {
    id: 'fix-ci',
    description: 'Find out why CI fails, and fix it.',
    prompt:
      "CI is failing on {{branch}}. Run the failing test suite, identify the root cause, and fix it. Don't add skip/only annotations.",
    variables: [{ name: 'branch', description: 'The branch that fails', default: 'main' }],
    session: { name: 'fix-ci' },
  },
  {
    id: 'batch-task',
    description: 'One task of many that are worked on at the same time.',
    prompt:
      '{{task}}\n\nOther tasks are worked on at the same time: change only what this one needs. Run the tests that concern it when done.',
    variables: [{ name: 'task', description: 'What to do' }],
    session: { name: 'batch-task', tags: ['batch'] },
  },
];
