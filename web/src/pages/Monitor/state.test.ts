import { describe, expect, it } from 'vitest';
import type { Feature, Surface } from '../../api/monitor';
import { shares, shiftedOf, stateOf } from './state';

const feature = (name: Feature['name'], shifted: boolean): Feature => ({
  name,
  edges: [1],
  reference: [1, 1],
  recent: [1, 1],
  distance: 0.1,
  limit: 0.25,
  shifted,
});

function surface(digits: number, shifted = false): Surface {
  const features = [feature('ink', shifted), feature('slant', false)];
  return { name: 'photo', digits, accepted: false, shifted, features };
}

describe('what the page says first', () => {
  it('is that nothing is known without a reference', () => {
    expect(stateOf({ surfaces: [], least: 100 })).toBe('unknown');
  });

  it('is that there are too few digits, until one way in has enough', () => {
    expect(stateOf({ surfaces: [surface(99), surface(0)], least: 100 })).toBe('few');
    expect(stateOf({ surfaces: [surface(99), surface(100)], least: 100 })).toBe('steady');
  });

  it('is a change, wherever it is', () => {
    const surfaces = [surface(500), surface(120, true)];
    expect(stateOf({ surfaces, least: 100 })).toBe('shifted');
    expect(surfaces.flatMap(shiftedOf).map((one) => one.name)).toEqual(['ink']);
  });
});

it('makes shares of counts', () => {
  expect(shares([1, 3])).toEqual([0.25, 0.75]);
  expect(shares([0, 0])).toEqual([0, 0]);
});
