import { expect, test } from 'vitest';
import { waves } from './waves.ts';

const step = (name: string, ...dependsOn: string[]) => ({ name, dependsOn });
const names = (...steps: ReturnType<typeof step>[]) =>
  waves(steps).map((wave) => wave.map(({ name }) => name));

test('steps come after what they depend on', () => {
  expect(names(step('d', 'b', 'c'), step('b', 'a'), step('c', 'a'), step('a'))).toEqual([
    ['a'],
    ['b', 'c'],
    ['d'],
  ]);
  expect(names()).toEqual([]);
});

test('those that can never run are left out no more than others', () => {
  expect(names(step('a'), step('b', 'c'), step('c', 'b'), step('d', 'nothing'))).toEqual([
    ['a'],
    ['b', 'c', 'd'],
  ]);
});
