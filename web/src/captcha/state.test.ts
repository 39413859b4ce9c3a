import { describe, expect, it } from 'vitest';
import { type Event, IDLE, next, noteOf, type State } from './state';

const reached = (...events: Event[]) => events.reduce<State>(next, IDLE);
const BEGIN: Event = { name: 'begin', method: 'draw' };
const ASKED: Event = { name: 'asked', digits: '472' };
const PASSED: Event = { name: 'passed', token: 't' };

describe('the widget', () => {
  it('goes from the button to the token', () => {
    expect(reached(BEGIN).name).toBe('loading');
    expect(reached(BEGIN, ASKED)).toEqual({ name: 'drawing', digits: '472', note: null });
    expect(reached(BEGIN, ASKED, { name: 'sent' }).name).toBe('checking');
    expect(reached(BEGIN, ASKED, { name: 'sent' }, PASSED)).toEqual({ name: 'done', token: 't' });
  });

  it('works instead of asking for a drawing, and shows how far it is', () => {
    const working = reached({ name: 'begin', method: 'work' }, { name: 'asked', digits: '' });
    expect(working).toEqual({ name: 'working', share: 0 });
    expect(next(working, { name: 'worked', share: 0.4 })).toEqual({ name: 'working', share: 0.4 });
    expect(next(next(working, { name: 'worked', share: 0.4 }), { name: 'worked', share: 0.2 })).toEqual({
      name: 'working',
      share: 0.4,
    });
  });

  it('says beside the next digits that the last were refused, and nothing else', () => {
    const again = (note: 'refused' | 'expired') =>
      reached(BEGIN, ASKED, { name: 'failed', note }, BEGIN, ASKED);
    expect(again('refused')).toMatchObject({ name: 'drawing', note: 'refused' });
    expect(again('expired')).toMatchObject({ name: 'drawing', note: null });
  });

  it('forgets the token when its time is over', () => {
    expect(reached(BEGIN, ASKED, { name: 'sent' }, PASSED, { name: 'expired' })).toEqual({
      name: 'idle',
      note: 'expired',
    });
  });

  it('heeds nothing that comes too late', () => {
    expect(reached(PASSED)).toBe(IDLE);
    expect(reached(BEGIN, ASKED, { name: 'sent' }, { name: 'reset' }, PASSED)).toBe(IDLE);
    expect(reached({ name: 'worked', share: 1 })).toBe(IDLE);
    expect(reached({ name: 'expired' })).toBe(IDLE);
  });
});

describe('what is told of an error', () => {
  it('follows its code', () => {
    expect(noteOf('captcha_tries')).toBe('tries');
    expect(noteOf('captcha_expired')).toBe('expired');
    expect(noteOf('')).toBe('unreachable');
    expect(noteOf('server')).toBe('unreachable');
  });
});
