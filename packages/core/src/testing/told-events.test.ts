import type { SessionStatus } from '@aegis/protocol';
import { expect, test } from 'vitest';
import { eventAt } from './event-at.ts';
import { toldOf } from './told-events.ts';

const { opened, status } = eventAt(0);
function courseOf(...path: SessionStatus[]): readonly string[] {
  const changes = path.slice(1).map((to, at) => {
    const event = status(to);
    if (event.type === 'status-changed') event.data.from = path[at] ?? 'unknown';
    return event;
  });
  return toldOf(changes).course;
}

test('a start that one only comes through does not count; one that stays does', () => {
  const direct = courseOf('permission_prompt', 'working', 'idle');
  expect(direct).toEqual(['permission_prompt → working', 'working → idle']);
  expect(courseOf('permission_prompt', 'starting', 'working', 'idle')).toEqual(direct);
  expect(courseOf('starting', 'working')).toEqual(['starting → working']);
  expect(courseOf('working', 'starting')).toEqual(['working → starting']);
  expect(toldOf([status('starting'), opened('p'), status('idle')]).course).toHaveLength(3);
});
