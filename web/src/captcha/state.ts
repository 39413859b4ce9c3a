/** What the widget is doing, without the page around it. */

/** `draw` asks for digits; `work` is the way without drawing. */
export type Method = 'draw' | 'work';

export type State =
  | { name: 'idle'; note: Note | null }
  | { name: 'loading'; method: Method; note: Note | null }
  | { name: 'drawing'; digits: string; note: Note | null }
  | { name: 'working'; share: number }
  | { name: 'checking' }
  | { name: 'done'; token: string };

/** What the visitor is told beside the state. */
export type Note = 'refused' | 'expired' | 'tries' | 'cookies' | 'site' | 'unreachable';

export type Event =
  | { name: 'begin'; method: Method }
  | { name: 'asked'; digits: string }
  | { name: 'worked'; share: number }
  | { name: 'sent' }
  | { name: 'passed'; token: string }
  | { name: 'expired' }
  | { name: 'failed'; note: Note }
  | { name: 'reset' };

export const IDLE: State = { name: 'idle', note: null };

/** The state after an event. An event that does not fit, because something else came first, changes nothing. */
export function next(state: State, event: Event): State {
  switch (event.name) {
    case 'begin':
      // That a drawing was refused is said beside the next digits; other notes end with the new beginning.
      return {
        name: 'loading',
        method: event.method,
        note: 'note' in state && state.note === 'refused' ? 'refused' : null,
      };
    case 'asked':
      if (state.name !== 'loading') return state;
      return event.digits
        ? { name: 'drawing', digits: event.digits, note: state.note }
        : { name: 'working', share: 0 };
    case 'worked':
      return state.name === 'working' ? { ...state, share: Math.max(state.share, event.share) } : state;
    case 'sent':
      return state.name === 'drawing' || state.name === 'working' ? { name: 'checking' } : state;
    case 'passed':
      return state.name === 'checking' ? { name: 'done', token: event.token } : state;
    case 'expired':
      return state.name === 'idle' ? state : { name: 'idle', note: 'expired' };
    case 'failed':
      return { name: 'idle', note: event.note };
    case 'reset':
      return IDLE;
  }
}

const NOTES: Record<string, Note> = {
  captcha_tries: 'tries',
  captcha_session: 'cookies',
  captcha_site: 'site',
  captcha_expired: 'expired',
  captcha_used: 'expired',
  cross_site: 'site',
};

/** What to tell of an error's code. */
export function noteOf(code: string): Note {
  return NOTES[code] ?? 'unreachable';
}
