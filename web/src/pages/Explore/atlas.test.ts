import { afterEach, expect, it, vi } from 'vitest';
import type { Study } from '../../api/explore';
import { Atlas, picturesOf, valuesOf } from './atlas';

const STUDY = {
  columns: [
    { name: 'label', type: '|u1', shape: [3] },
    { name: 'map_pca', type: '<u2', shape: [3, 2] },
    { name: 'vector', type: '<f2', shape: [3, 50] },
  ],
  pictures: [],
  statistics: {},
} as unknown as Study;

afterEach(() => vi.unstubAllGlobals());

it('reads bytes as the values that they are', () => {
  const bytes = new Uint8Array([1, 0, 255, 255]).buffer;
  expect([...valuesOf(bytes, { name: 'a', type: '|u1', shape: [4] })]).toEqual([1, 0, 255, 255]);
  expect([...valuesOf(bytes, { name: 'a', type: '<u2', shape: [2] })]).toEqual([1, 65535]);
  const half = { name: 'vector', type: '<f2', shape: [2] };
  expect(() => valuesOf(bytes, half)).toThrow('vector is of the type <f2');
});

it('cuts bytes into pictures', () => {
  const bytes = new Uint8Array(2 * 784);
  bytes[784] = 7;
  const pictures = picturesOf(bytes.buffer);
  expect(pictures.map(({ length }) => length)).toEqual([784, 784]);
  expect(pictures[1]?.[0]).toBe(7);
});

it('asks for a column once, and again only if that failed', async () => {
  const answers = [new Response('{}', { status: 500 }), new Response(new Uint8Array([3, 1, 4]))];
  const fetched = vi.fn(() => Promise.resolve(answers.shift()));
  vi.stubGlobal('fetch', fetched);
  const atlas = new Atlas({ source: 'digits', model: '' }, STUDY);
  expect(atlas.names('map_')).toEqual(['map_pca']);
  await expect(atlas.column('label')).rejects.toThrow();
  expect([...(await atlas.column('label'))]).toEqual([3, 1, 4]);
  await atlas.column('label');
  expect(fetched.mock.calls).toEqual([
    ['/api/v1/explore/columns/label?source=digits', {}],
    ['/api/v1/explore/columns/label?source=digits', {}],
  ]);
  await expect(atlas.column('secret')).rejects.toThrow('there is no column secret');
});
