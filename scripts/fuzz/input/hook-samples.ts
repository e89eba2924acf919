const common = {
  session_id: '0b9a3c1e-1111-4222-8333-444455556666',
  transcript_path: '/nowhere/projects/-work/0b9a3c1e-1111-4222-8333-444455556666.jsonl',
  cwd: '/work',
  permission_mode: 'default',
};

/** Bodies as Claude Code posts them, by event. */
export const HOOK_SAMPLES: readonly (Record<string, unknown> & { hook_event_name: string })[] = [
  { ...common, hook_event_name: 'UserPromptSubmit', prompt: 'Fix the build' },
  {
    ...common,
    ...{ hook_event_name: 'PermissionRequest', tool_name: 'Bash' },
    tool_input: { command: 'npm test', description: 'Run the tests' },
    permission_suggestions: [
      {
        type: 'addRules',
        rules: [{ toolName: 'Bash', ruleContent: 'npm test:*' }],
        behavior: 'allow',
        destination: 'localSettings',
      },
      { type: 'addDirectories', directories: ['/tmp'], destination: 'session' },
    ],
  },
  {
    ...common,
    ...{ hook_event_name: 'PermissionRequest', tool_name: 'AskUserQuestion' },
    tool_input: {
      questions: [
        {
          question: 'Which one?',
          header: 'One',
          multiSelect: false,
          options: [{ label: 'A', description: 'a' }, { label: 'B' }],
        },
      ],
    },
  },
  {
    ...common,
    hook_event_name: 'PermissionRequest',
    tool_name: 'ExitPlanMode',
    tool_input: { plan: '1. Do it' },
  },
  {
    ...common,
    hook_event_name: 'PreToolUse',
    tool_name: 'Write',
    tool_input: { file_path: '/work/a', content: 'x' },
  },
  {
    ...common,
    hook_event_name: 'PostToolUse',
    tool_name: 'Bash',
    tool_input: { command: 'ls' },
    tool_response: { stdout: 'a' },
  },
  {
    ...common,
    hook_event_name: 'Notification',
    notification_type: 'idle_prompt',
    message: 'Claude is waiting',
  },
  { ...common, hook_event_name: 'Stop', stop_hook_active: false, last_assistant_message: 'Done.' },
  { ...common, hook_event_name: 'StopFailure', error: 'rate_limit', error_details: 'Too many' },
  { ...common, hook_event_name: 'SubagentStart', agent_id: 'a1', agent_type: 'general-purpose' },
  { ...common, hook_event_name: 'PreCompact', trigger: 'auto' },
  { ...common, hook_event_name: 'SessionEnd', reason: 'exit' },
];
