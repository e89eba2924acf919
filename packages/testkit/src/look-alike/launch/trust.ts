import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord, type JsonRecord } from '../../api/json.ts';

/** Whether somebody has trusted this folder, or one that it is in. */
export function isTrusted(configDir: string, workDir: string): boolean {
  const projects = readConfig(configDir)['projects'];
  if (!isRecord(projects)) return false;
  for (let folder = workDir; ; folder = dirname(folder)) {
    const project = projects[folder];
    if (isRecord(project) && project['hasTrustDialogAccepted'] === true) return true;
    if (folder === dirname(folder)) return false;
  }
}

export function trustFolder(configDir: string, workDir: string): void {
  const config = readConfig(configDir);
  const projects = isRecord(config['projects']) ? config['projects'] : {};
  const project = isRecord(projects[workDir]) ? projects[workDir] : {};
  const next = {
    ...config,
    projects: { ...projects, [workDir]: { ...project, hasTrustDialogAccepted: true } },
  };
  const path = join(configDir, '.claude.json');
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(next, null, 2), { mode: 0o600 });
  renameSync(`${path}.${process.pid}`, path);
}

function readConfig(configDir: string): JsonRecord {
  try {
    const config: unknown = JSON.parse(readFileSync(join(configDir, '.claude.json'), 'utf8'));
    return isRecord(config) ? config : {};
  } catch {
    return {};
  }
}
