import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { latestOnly } from './latest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function slow(input: string): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, 100, input));
}

it('runs the newest of the inputs that came while it waited or worked', async () => {
  const delivered: unknown[] = [];
  const reader = latestOnly(slow, (result) => delivered.push(result), 30);
  for (const input of ['a', 'b', 'c']) reader.offer(input);
  await vi.advanceTimersByTimeAsync(50);
  for (const input of ['d', 'e']) reader.offer(input);
  await vi.advanceTimersByTimeAsync(500);
  expect(delivered).toEqual([{ output: 'c' }, { output: 'e' }]);
});

it('delivers nothing that was asked before a cancel', async () => {
  const delivered: unknown[] = [];
  const reader = latestOnly(slow, (result) => delivered.push(result), 30);
  reader.offer('running');
  await vi.advanceTimersByTimeAsync(50);
  reader.offer('pending');
  reader.cancel();
  reader.offer('new');
  await vi.advanceTimersByTimeAsync(500);
  expect(delivered).toEqual([{ output: 'new' }]);
});

it('delivers failures and goes on', async () => {
  const delivered: unknown[] = [];
  const reader = latestOnly(
    (input: string) => (input === 'bad' ? Promise.reject('no') : slow(input)),
    (result) => delivered.push(result),
    30,
  );
  reader.offer('bad');
  await vi.advanceTimersByTimeAsync(100);
  reader.offer('good');
  await vi.advanceTimersByTimeAsync(500);
  expect(delivered).toEqual([{ error: 'no' }, { output: 'good' }]);
});
