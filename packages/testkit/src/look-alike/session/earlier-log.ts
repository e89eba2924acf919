import { isRecord, recordsOf, stringOf, type JsonRecord } from '../../api/json.ts';
import type { LogItem } from '../screen/screen-state.ts';

/** What the screen shows of a conversation that is resumed: what was said, by both. */
export function earlierLog(entries: readonly JsonRecord[]): LogItem[] {
  return entries.flatMap((entry): LogItem[] => {
    const message = entry['message'];
    if (!isRecord(message)) {
      return entry['subtype'] === 'turn_duration'
        ? [{ type: 'closed', text: 'Worked for 0s' }]
        : [];
    }
    const { content } = message;
    if (entry['type'] === 'assistant') {
      return recordsOf(content).flatMap((block): LogItem[] => {
        const text = stringOf(block['text']);
        if (text === null) return [];
        return [{ type: entry['isApiErrorMessage'] === true ? 'failed' : 'said', text }];
      });
    }
    const isPrompt = entry['type'] === 'user' && entry['turnOrigin'] === 'human';
    return isPrompt && typeof content === 'string'
      ? [{ type: 'prompt', text: content, mark: '❯' }]
      : [];
  });
}
