import { expect, it } from 'vitest';
import { allSaid, correcting, isOneDigit, type Said, tapped, written } from './said';

it('knows a single digit, read or not', () => {
  expect(['7', '?', '71', '7\n1', ''].map(isOneDigit)).toEqual([true, true, false, false, false]);
});

it('takes a digit back that is tapped again', () => {
  expect(tapped('7', null)).toBe('7');
  expect(tapped('7', '1')).toBe('7');
  expect(tapped('7', '7')).toBeNull();
});

it('takes numbers as people write them, and nothing else', () => {
  expect(written(' 12 34\n\n56 \r\n')).toBe('1234\n56');
  for (const wrong of ['', ' \n', '1?', 'seven', '1.5', '٣', '1'.repeat(501)])
    expect(written(wrong)).toBeNull();
});

/** A server whose answers come when the test says so. */
function server() {
  const asked: { said: Said; answer: (error?: unknown) => void }[] = [];
  const send = (said: Said) =>
    new Promise<void>((resolve, reject) => {
      asked.push({ said, answer: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  return { asked, send };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('shows what is said at once and sends one word at a time, the last of several', async () => {
  const { asked, send } = server();
  const shown: Said[] = [];
  const say = correcting(null, send, ({ said }) => shown.push(said));
  for (const said of ['1', '2', '3']) say(said);
  expect(shown).toEqual(['1', '2', '3']);
  expect(asked.map(({ said }) => said)).toEqual(['1']);
  asked[0]?.answer();
  await settled();
  expect(asked.map(({ said }) => said)).toEqual(['1', '3']);
  asked[1]?.answer();
  await settled();
  expect(shown).toHaveLength(3);
  expect(asked).toHaveLength(2);
});

it('shows again what the server knows when it refuses', async () => {
  const { asked, send } = server();
  const shown: unknown[] = [];
  const say = correcting('7', send, (now) => shown.push(now));
  say('1');
  asked[0]?.answer('no');
  await settled();
  expect(shown.at(-1)).toEqual({ said: '7', error: 'no' });
  say('2');
  asked[1]?.answer();
  await settled();
  expect(shown.at(-1)).toEqual({ said: '2', error: null });
});

it('does not fall back over a newer word', async () => {
  const { asked, send } = server();
  const shown: unknown[] = [];
  const say = correcting(null, send, (now) => shown.push(now));
  say('1');
  say('2');
  asked[0]?.answer('no');
  await settled();
  asked[1]?.answer();
  await settled();
  expect(shown.at(-1)).toEqual({ said: '2', error: null });
  expect(asked.map(({ said }) => said)).toEqual(['1', '2']);
});

it('tells when the server knows all that was said, or has refused it', async () => {
  const { asked, send } = server();
  correcting(null, send, () => {})('1');
  correcting(null, send, () => {})('2');
  let known = false;
  const waited = allSaid().then(() => {
    known = true;
  });
  asked[0]?.answer();
  await settled();
  expect(known).toBe(false);
  asked[1]?.answer('no');
  await waited;
  expect(known).toBe(true);
});
