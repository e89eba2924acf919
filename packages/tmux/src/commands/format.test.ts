import { expect, expectTypeOf, it } from 'vitest';
import { isPaneId } from '../ids.ts';
import { defineFormat, flag, integer, matching, optionalInteger, text } from './format.ts';

const sample = defineFormat({
  id: matching('pane_id', isPaneId),
  cols: integer('pane_width'),
  inMode: flag('pane_in_mode'),
  status: optionalInteger('pane_dead_status'),
  command: text('pane_current_command'),
});

it('derives the format string from the declaration', () => {
  expect(sample.format).toBe(
    '#{pane_id}\t#{pane_width}\t#{pane_in_mode}\t#{pane_dead_status}\t#{pane_current_command}',
  );
});

it('derives the row from it too, type and value', () => {
  const row = sample.parse('%3\t80\t2\t\tvim');
  expect(row).toEqual({ id: '%3', cols: 80, inMode: true, status: null, command: 'vim' });
  expectTypeOf(row).toEqualTypeOf<{
    id: `%${number}`;
    cols: number;
    inMode: boolean;
    status: number | null;
    command: string;
  } | null>();
});

it('lets the last variable hold separators', () => {
  expect(sample.parse('%3\t80\t0\t7\ta\tb\t')?.command).toBe('a\tb\t');
});

it.each(['', '%3\t80', '3\t80\t0\t\tx', '%3\twide\t0\t\tx'])('is not one: %j', (line) => {
  expect(sample.parse(line)).toBeNull();
});
