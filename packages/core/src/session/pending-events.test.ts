import { describe, expect, test } from 'vitest';
import { samplePending } from '../testing/sample-dialog.ts';
import { pendingEvents } from './pending-events.ts';

const one = samplePending();
const other = samplePending({ id: 'req_2' });

describe('what is told of what a session waits on', () => {
  test('one that opens, and one that closes in the terminal', () => {
    expect(pendingEvents(null, one, null)).toEqual([
      { type: 'pending-opened', data: { pending: one } },
    ]);
    expect(pendingEvents(one, null, null)).toEqual([
      { type: 'pending-closed', data: { pendingId: 'req_1', closedBy: 'elsewhere', chosen: null } },
    ]);
  });

  test('who closed it, where it was us; of another it says nothing', () => {
    const closedBy = (pendingId: string) =>
      pendingEvents(one, null, { pendingId, chosen: 'Yes' }).map(({ data }) => data);
    expect(closedBy('req_1')).toEqual([{ pendingId: 'req_1', closedBy: 'aegis', chosen: 'Yes' }]);
    expect(closedBy('req_9')).toMatchObject([{ closedBy: 'elsewhere', chosen: null }]);
  });

  test('one that takes the place of another: both are told, in order', () => {
    const types = pendingEvents(one, other, null).map(({ type }) => type);
    expect(types).toEqual(['pending-closed', 'pending-opened']);
  });

  test('one that reads otherwise has changed; a moved highlight is no news', () => {
    const moved = one.options.map((option) => ({ ...option, highlighted: !option.highlighted }));
    expect(pendingEvents(one, { ...one, options: moved }, null)).toEqual([]);
    const changed = { ...one, title: 'Another title' };
    expect(pendingEvents(one, changed, null)).toEqual([
      { type: 'pending-changed', data: { pending: changed } },
    ]);
    expect(pendingEvents(null, null, null)).toEqual([]);
  });
});
