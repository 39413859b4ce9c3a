import { expect, it } from 'vitest';
import { secondsLeft } from './remaining';

it('guesses from what is done how long the rest takes', () => {
  expect(secondsLeft({ share: 0.25, seconds: 30 })).toBe(90);
  expect(secondsLeft({ share: 0.999, seconds: 100 })).toBe(1);
});

it('guesses nothing where little is known', () => {
  expect(secondsLeft({ share: 0, seconds: 20 })).toBeNull();
  expect(secondsLeft({ share: 0.01, seconds: 20 })).toBeNull();
  expect(secondsLeft({ share: 0.5, seconds: 0 })).toBeNull();
});
