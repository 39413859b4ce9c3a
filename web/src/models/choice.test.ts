import { expect, it } from 'vitest';
import type { ModelRow } from '../api/types';
import { choiceOf, inForce, isGone } from './choice';

const row = (version: string) => ({ version }) as ModelRow;
const list = { champion: 'cnn-1', models: [row('cnn-1'), row('mlp-2')] };

it('uses the chosen model while the server has it, else the one in use', () => {
  expect(inForce('mlp-2', list)).toBe('mlp-2');
  expect(inForce('tree-3', list)).toBe('cnn-1');
  expect(inForce(null, list)).toBe('cnn-1');
});

it('follows the model in use when that one is chosen', () => {
  expect(choiceOf('cnn-1', list)).toBeNull();
  expect(choiceOf('mlp-2', list)).toBe('mlp-2');
});

it('knows a choice for gone when another model was loaded in its place', () => {
  expect(isGone('tree-3', 'cnn-1')).toBe(true);
  expect(isGone('mlp-2', 'mlp-2')).toBe(false);
  expect(isGone('mlp-2', null)).toBe(false);
  expect(isGone(null, 'cnn-1')).toBe(false);
});
