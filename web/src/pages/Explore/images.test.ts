import { expect, it, vi } from 'vitest';
import { BATCH, ImageStore } from './images';

const picture = (index: number) => new Uint8Array(784).fill(index % 256);

it('fetches each image once, whoever wants it and however often', async () => {
  const ask = vi.fn(async (indices: readonly number[]) => indices.map(picture));
  const store = new ImageStore(ask);
  await Promise.all([store.want([3, 1, 3]), store.want([1, 2])]);
  await store.want([1, 2, 3]);
  expect(ask.mock.calls).toEqual([[[3, 1]], [[2]]]);
  expect(store.get(2)?.[0]).toBe(2);
  expect(store.get(4)).toBeUndefined();
});

it('fetches many some at a time', async () => {
  const ask = vi.fn(async (indices: readonly number[]) => indices.map(picture));
  const store = new ImageStore(ask);
  await store.want(Array.from({ length: BATCH + 5 }, (_, index) => index));
  expect(ask.mock.calls.map(([indices]) => indices.length)).toEqual([BATCH, 5]);
});

it('asks again for what did not come', async () => {
  let away = true;
  const store = new ImageStore(async (indices) => {
    if (away) throw new Error('away');
    return indices.map(picture);
  });
  await expect(store.want([5])).rejects.toThrow('away');
  away = false;
  await store.want([5]);
  expect(store.get(5)?.[0]).toBe(5);
});
