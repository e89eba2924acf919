import type { Tool } from './tool.ts';
import { conversationTools } from './tools/conversation-tools.ts';
import { monitoringTools } from './tools/monitoring-tools.ts';
import { permissionTools } from './tools/permission-tools.ts';
import { sessionTools } from './tools/session-tools.ts';

export const TOOLS: readonly Tool[] = [
  ...sessionTools,
  ...conversationTools,
  ...permissionTools,
  ...monitoringTools,
];
