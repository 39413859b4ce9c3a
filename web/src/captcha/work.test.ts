import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Found, payload, serve, solveHere, type Work } from './work';

const SALT = 'a1b2?expires=1800000000&challenge=abc&';
const WORK: Work = {
  algorithm: 'SHA-256',
  challenge: createHash('sha256').update(`${SALT}12345`).digest('hex'),
  maxnumber: 20_000,
  salt: SALT,
  signature: 'f00d',
};
const rest = () => Promise.resolve();

describe('the proof of work', () => {
  it('is sent as ALTCHA sends it', () => {
    const sent = JSON.parse(atob(payload(WORK, 12345)));
    expect(sent).toEqual({
      algorithm: 'SHA-256',
      challenge: WORK.challenge,
      number: 12345,
      salt: SALT,
      signature: 'f00d',
    });
  });

  it('tells how far it is', async () => {
    const told: Found[] = [];
    expect(
      await solveHere(
        WORK,
        (found) => told.push(found),
        rest,
        () => false,
      ),
    ).toBe(12345);
    expect(told).toEqual([
      { tried: 5_000, number: null },
      { tried: 10_000, number: null },
      { tried: 15_000, number: 12345 },
    ]);
  });

  it('tries the largest number too, and no larger one', async () => {
    const last = { ...WORK, maxnumber: 12345 };
    expect(
      await solveHere(
        last,
        () => {},
        rest,
        () => false,
      ),
    ).toBe(12345);
    expect(
      await solveHere(
        { ...WORK, maxnumber: 12344 },
        () => {},
        rest,
        () => false,
      ),
    ).toBeNull();
  });

  it('stops when it is told to', async () => {
    let pieces = 0;
    const found = await solveHere(
      WORK,
      () => pieces++,
      rest,
      () => pieces === 1,
    );
    expect(found).toBeNull();
    expect(pieces).toBe(1);
  });

  it('runs in a worker', async () => {
    const told: Found[] = [];
    const scope: { onmessage: unknown; postMessage(found: Found): void } = {
      onmessage: null,
      postMessage: (found) => told.push(found),
    };
    serve(scope);
    (scope.onmessage as (event: { data: Work }) => void)({ data: WORK });
    await expect.poll(() => told.at(-1)?.number).toBe(12345);
  });
});
