import { expect, it } from 'vitest';
import { groupNames, wayName } from './ways';

const PIECES = { pixels: 'Píxeis', 'k-means': 'k-médias', layer: 'Última camada' };

it('names a way of grouping piece by piece, and leaves what it does not know', () => {
  expect(wayName('pixels, k-means', PIECES)).toBe('Píxeis, k-médias');
  expect(wayName("cnn-1c63fe2d's last layer, spectral", PIECES)).toBe('Última camada, spectral');
  expect(wayName('toString', PIECES)).toBe('toString');
});

it('names groups by their commonest digit, apart where several share one', () => {
  expect(groupNames([[9, 0, 1], [0, 5, 7], [1, 0, 8]])).toEqual(['0', '2a', '2b']); // biome-ignore format: one table
});
