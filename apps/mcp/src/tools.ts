import type { Tool } from './tool.ts';
import { conversationTools } from './tools/conversation-tools.ts';
import { lifecycleTools } from './tools/lifecycle-tools.ts';
import { monitoringTools } from './tools/monitoring-tools.ts';
import { permissionTools } from './tools/permission-tools.ts';
import { pipelineTools } from './tools/pipeline-tools.ts';
import { qualityTools } from './tools/quality-tools.ts';
import { sessionTools } from './tools/session-tools.ts';
import { stateTools } from './tools/state-tools.ts';
import { templateTools } from './tools/template-tools.ts';

export const TOOLS: readonly Tool[] = [
  ...sessionTools,
  ...lifecycleTools,
  ...conversationTools,
  ...permissionTools,
  ...monitoringTools,
  ...qualityTools,
  ...pipelineTools,
  ...stateTools,
  ...templateTools,
];
