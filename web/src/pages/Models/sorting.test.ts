import { describe, expect, it } from 'vitest';
import type { ModelRow } from '../../api/types';
import { DEFAULT_ORDER, inOrder, pressed } from './sorting';

const row = (version: string, accuracy: number | null, bytes: number) =>
  ({ version, accuracy, bytes }) as ModelRow;
const MODELS = [
  row('mlp-2', 0.98, 50),
  row('new-1', null, 10),
  row('cnn-3', 0.997, 900),
  row('a-10', 0.98, 7),
];
const versions = (models: ModelRow[]) => models.map(({ version }) => version);

describe('the leaderboard', () => {
  it('has the most accurate first, equals as they came, and untested ones last', () => {
    expect(versions(inOrder(MODELS, DEFAULT_ORDER))).toEqual(['cnn-3', 'mlp-2', 'a-10', 'new-1']);
  });

  it('keeps untested ones last when it is turned round', () => {
    const turned = pressed(DEFAULT_ORDER, 'accuracy');
    expect(versions(inOrder(MODELS, turned))).toEqual(['mlp-2', 'a-10', 'cnn-3', 'new-1']);
  });

  it('has the smallest first by size, and names by the alphabet', () => {
    expect(versions(inOrder(MODELS, pressed(DEFAULT_ORDER, 'bytes')))[0]).toBe('a-10');
    expect(versions(inOrder(MODELS, pressed(DEFAULT_ORDER, 'version')))).toEqual([
      'a-10',
      'cnn-3',
      'mlp-2',
      'new-1',
    ]);
  });
});
