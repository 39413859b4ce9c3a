import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Hasher, search } from './sha256';

const reference = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the hash', () => {
  it('is SHA-256, for beginnings and ends around the size of a block', () => {
    for (const length of [0, 1, 31, 54, 55, 56, 63, 64, 65, 119, 120, 128, 200]) {
      const beginning = 'salt?expires=1&'.repeat(20).slice(0, length);
      const hasher = new Hasher(beginning);
      for (const end of ['', '7', '299999', '123456789'])
        expect(hasher.hex(end)).toBe(reference(beginning + end));
    }
  });
});

describe('the search', () => {
  const salt = '0123456789abcdef?expires=1800000000&challenge=abc&';

  it('finds the number', () => {
    expect(search(salt, reference(`${salt}4242`), 0, 10_000)).toBe(4242);
  });

  it('says when it is not in the range', () => {
    expect(search(salt, reference(`${salt}4242`), 0, 4242)).toBeNull();
    expect(search(salt, reference(`${salt}4242`), 4242, 4243)).toBe(4242);
  });
});
