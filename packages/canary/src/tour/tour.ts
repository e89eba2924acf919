import type { Chapter } from './step.ts';
import { COMMAND, EDITED_FILE, FILE_BEFORE, MADE_FILE, PROMPTS, QUESTION } from './story.ts';

const ACCEPT_AND_DECLINE = ['accept', 'decline'] as const;

/** Everything that a session commonly meets, in about a minute. */
export const TOUR: readonly Chapter[] = [
  {
    name: 'first start',
    session: 'untrusted',
    hooks: [],
    steps: [
      {
        name: 'trust dialog',
        act: { type: 'start' },
        status: 'permission_prompt',
        screen: { dialog: 'trust', roles: ACCEPT_AND_DECLINE },
      },
      {
        name: 'first idle screen',
        act: { type: 'approve' },
        status: 'idle',
        via: 'screen',
        screen: { emptyBox: true },
        registry: 'idle',
      },
    ],
  },
  {
    name: 'a turn',
    session: 'main',
    hooks: ['UserPromptSubmit', 'Stop'],
    steps: [
      {
        name: 'fresh idle screen',
        act: { type: 'start' },
        status: 'idle',
        screen: { emptyBox: true },
        registry: 'idle',
      },
      {
        name: 'turn while it thinks',
        act: { type: 'prompt', text: PROMPTS.talk },
        status: 'working',
        registry: 'busy',
      },
      {
        name: 'end of a turn',
        act: { type: 'wait' },
        status: 'idle',
        screen: { emptyBox: true },
        registry: 'idle',
        outcome: 'completed',
      },
    ],
  },
  {
    name: 'a command, approved by the hook',
    session: 'main',
    hooks: ['UserPromptSubmit', 'PreToolUse', 'PermissionRequest', 'PostToolUse', 'Stop'],
    steps: [
      {
        name: 'bash permission dialog',
        act: { type: 'prompt', text: PROMPTS.command },
        status: 'bash_approval',
        screen: { dialog: 'bash', subject: COMMAND, roles: ACCEPT_AND_DECLINE },
        registry: 'waiting',
      },
      {
        name: 'end of an approved command',
        act: { type: 'approve' },
        status: 'idle',
        via: 'hook',
        outcome: 'completed',
        file: { name: MADE_FILE, content: '' },
      },
    ],
  },
  {
    name: 'a command, approved on the screen',
    session: 'screen',
    hooks: [],
    steps: [
      {
        name: 'bash permission dialog without its hook',
        act: { type: 'prompt', text: PROMPTS.command },
        status: 'bash_approval',
        screen: { dialog: 'bash', subject: COMMAND, roles: ACCEPT_AND_DECLINE },
      },
      {
        name: 'end of a command approved on the screen',
        act: { type: 'approve' },
        status: 'idle',
        via: 'screen',
        outcome: 'completed',
        file: { name: MADE_FILE, content: '' },
      },
    ],
  },
  {
    name: 'a question',
    session: 'main',
    hooks: [],
    steps: [
      {
        name: 'question dialog',
        act: { type: 'prompt', text: PROMPTS.question },
        status: 'ask_question',
        screen: { dialog: 'question', roles: ['answer'] },
        registry: 'waiting',
      },
      {
        name: 'end of an answered question',
        act: { type: 'answer', answers: { [QUESTION.question]: 'Blue' } },
        status: 'idle',
        outcome: 'completed',
      },
    ],
  },
  {
    name: 'an edit, rejected',
    session: 'main',
    hooks: ['PreToolUse', 'PermissionRequest'],
    steps: [
      {
        name: 'edit permission dialog',
        act: { type: 'prompt', text: PROMPTS.edit },
        status: 'permission_prompt',
        screen: { dialog: 'edit', roles: ACCEPT_AND_DECLINE },
        registry: 'waiting',
      },
      {
        name: 'end of a rejected edit',
        act: { type: 'reject' },
        status: 'idle',
        outcome: 'interrupted',
        file: { name: EDITED_FILE, content: FILE_BEFORE },
      },
    ],
  },
  {
    name: 'an interrupted turn',
    session: 'main',
    hooks: ['UserPromptSubmit'],
    steps: [
      {
        name: 'turn while it streams',
        act: { type: 'prompt', text: PROMPTS.stream },
        status: 'working',
        registry: 'busy',
      },
      {
        name: 'end of an interrupted turn',
        act: { type: 'interrupt' },
        status: 'idle',
        registry: 'idle',
        outcome: 'interrupted',
      },
    ],
  },
  {
    name: 'an overlay',
    session: 'main',
    hooks: [],
    steps: [
      {
        name: 'model picker',
        act: { type: 'command', text: '/model' },
        status: 'unknown',
        screen: { dialog: 'model_picker' },
      },
      { name: 'screen after an overlay', act: { type: 'escape' }, status: 'idle' },
    ],
  },
  {
    name: 'the end',
    session: 'main',
    hooks: ['SessionEnd'],
    steps: [{ name: 'exit', act: { type: 'command', text: '/exit' }, status: 'exited' }],
  },
];
