import { given, userText, type Prompt, type PromptArgument } from './prompt.ts';

const WORK_DIR: PromptArgument = {
  name: 'workDir',
  description: 'Absolute path of the repository',
  required: true,
  takes: 'directory',
};

const text = (name: string, description: string, required = false): PromptArgument => ({
  ...{ name, description, required },
  takes: 'text',
});

/** How a session is led from its first prompt to its end; the same in every task. */
const COURSE = `Then:
1. wait_for_status until it is idle or asks something. For each permission read pending: what would run, and where. Approve what the task needs; put to your user (ask_user_to_approve, or ask them yourself) what deletes, publishes, spends or reaches outside; reject the rest with feedback.
2. When it is idle, look at lastTurn.outcome: only "completed" is done. Read get_transcript for tool errors and failed assertions.
3. run_quality_gate. If it does not pass, send_message what is wrong, and go back to 1; after three rounds stop and report.
4. Report what was done and what the gate said, then kill_session.`;

function create(workDir: string, name: string, prompt: string): string {
  return `create_session with workDir ${JSON.stringify(workDir)}, name ${JSON.stringify(name)}, worktree true, and this prompt:\n\n${prompt}`;
}

/** A name for a session, of what a person typed. */
function slug(word: string): string {
  return word.replaceAll(/[^\w#.-]+/g, '-').slice(0, 40);
}

const implementIssue: Prompt = {
  name: 'implement-issue',
  title: 'Implement an issue',
  description: 'Have a Claude Code session implement an issue, check its work, and report.',
  arguments: [
    WORK_DIR,
    text('issue', 'Number, address or text of the issue', true),
    text('notes', 'What to mind beside it'),
  ],
  messages(input) {
    const issue = given(input, 'issue');
    const notes = input.get('notes');
    const prompt = [
      `Implement issue ${issue}. Read the issue first, then the code that it is about, then write code and tests. Do not explain, implement. Run the tests when done.`,
      ...(notes === undefined ? [] : [notes]),
    ].join('\n');
    const first = create(given(input, 'workDir'), `impl-${slug(issue)}`, prompt);
    return [userText(`Have issue ${issue} implemented through Aegis.\n\n${first}\n\n${COURSE}`)];
  },
};

const reviewPr: Prompt = {
  name: 'review-pr',
  title: 'Review a pull request',
  description: 'Have a Claude Code session review a pull request, and bring back what it found.',
  arguments: [
    WORK_DIR,
    text('pr', 'Number or address of the pull request', true),
    text('focus', 'What to look at above all; default: security, test coverage, API design'),
  ],
  messages(input) {
    const pr = given(input, 'pr');
    const focus = input.get('focus') ?? 'security issues, test coverage, API design';
    const prompt = `Review PR ${pr}. Focus on: ${focus}. Read the change whole, and the code around it. Change nothing. For each finding: file and line, what is wrong, how bad it is, how to put it right. Be concise.`;
    const first = create(given(input, 'workDir'), `review-${slug(pr)}`, prompt);
    return [
      userText(
        `Have PR ${pr} reviewed through Aegis.\n\n${first}\n\nThen wait_for_status. It only reads: approve commands that read (git diff, git log, gh pr view, tests), reject those that change anything. When it is idle and lastTurn.outcome is "completed", take the findings from get_transcript, check each against the code yourself, report them ordered by weight, then kill_session.`,
      ),
    ];
  },
};

const fixCi: Prompt = {
  name: 'fix-ci',
  title: 'Fix CI',
  description: 'Have a Claude Code session find out why CI fails, and fix the cause.',
  arguments: [
    WORK_DIR,
    text('branch', 'The branch that fails; default: main'),
    text('command', 'What CI runs; default: what the project has'),
  ],
  messages(input) {
    const branch = input.get('branch') ?? 'main';
    const command = input.get('command');
    const run = command === undefined ? 'the failing test suite' : `\`${command}\``;
    const prompt = `CI is failing on ${branch}. Run ${run}, find the root cause, and fix it. Add no skip or only, loosen no assertion, and delete no test. Run it again until it passes.`;
    const first = create(given(input, 'workDir'), 'fix-ci', prompt);
    return [userText(`Have CI of ${branch} fixed through Aegis.\n\n${first}\n\n${COURSE}`)];
  },
};

const batch: Prompt = {
  name: 'batch',
  title: 'Run tasks in parallel',
  description: 'Give each of several tasks to a session of its own, and see all of them through.',
  arguments: [
    WORK_DIR,
    text('tasks', 'The tasks, one a line', true),
    text('concurrency', 'How many sessions are started at a time; default 4'),
  ],
  messages(input) {
    const tasks = given(input, 'tasks')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const list = tasks.map((task, index) => `${index + 1}. ${task}`).join('\n');
    const concurrency = input.get('concurrency') ?? '4';
    return [
      userText(
        `Have these ${tasks.length} tasks done in parallel through Aegis, in ${JSON.stringify(given(input, 'workDir'))}:\n\n${list}\n\nbatch_create_sessions with one session for each (worktree true, a name that says which task, one tag that all of them share) and concurrency ${concurrency}. Look at \`results\`: start again those that failed for a reason that you can put right.\n\nThen get_swarm with the tag shows who waits: settle that, and wait_for_status on the next. ${COURSE.replace('Then:\n', 'For each:\n')}\n\nTasks that need each other's results belong in create_pipeline instead. At the end report a line for each task.`,
      ),
    ];
  },
};

export const taskPrompts: readonly Prompt[] = [implementIssue, reviewPr, fixCi, batch];
