import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupStrokes, normalizeStrokes, type Stroke } from '.';

interface GoldenCase {
  name: string;
  strokes: Stroke[];
  groups: number[][][];
  pictures: string[];
}

const path = new URL('../../../tests/golden/ink.json', import.meta.url);
const golden: { canvas: [number, number]; cases: GoldenCase[] } = JSON.parse(readFileSync(path, 'utf8'));

function picturesOf({ strokes, groups }: GoldenCase): Uint8Array[] {
  return groups.flat().map((group) => normalizeStrokes(group.map((index) => strokes[index] ?? [])));
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  return Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0))));
}

describe.each(golden.cases)('$name, as the server sees it', (drawing) => {
  it('is told apart into the same digits', () => {
    expect(groupStrokes(drawing.strokes, Math.max(...golden.canvas))).toEqual(drawing.groups);
  });

  it('gives the same pictures within one grey level', () => {
    const pictures = picturesOf(drawing);
    expect(pictures).toHaveLength(drawing.pictures.length);
    pictures.forEach((picture, index) => {
      const expected = Buffer.from(drawing.pictures[index] ?? '', 'base64');
      expect(expected).toHaveLength(28 * 28);
      expect(largestDifference(picture, expected)).toBeLessThanOrEqual(1);
    });
  });
});

it('does not depend on the unit of the strokes', () => {
  const stroke: Stroke = [
    [1, 2],
    [5, 9],
    [3, 14],
  ];
  const doubled: Stroke = stroke.map(([x, y]) => [x * 2, y * 2]);
  expect(normalizeStrokes([doubled])).toEqual(normalizeStrokes([stroke]));
});
