/** What a scripted model does, for the look-alike and for the scripted API: `@aegis/testkit/model`. */
export type { ModelScript, ModelStep, ModelTurn } from './step.ts';
export {
  readScenario,
  scenarioText,
  type PromptMatch,
  type Scenario,
  type ScenarioScript,
} from './scenario.ts';
export {
  askUserQuestion,
  bash,
  crash,
  edit,
  exitPlanMode,
  hang,
  httpError,
  mcpTool,
  pretend,
  read,
  responseHeaders,
  say,
  stop,
  subagent,
  thinkFor,
  usage,
  useTool,
  webFetch,
  write,
  type Pace,
  type PretendOptions,
  type Question,
} from './builders.ts';
