import type { Stroke } from './strokes';
import type { Work } from './work';

export interface Challenge {
  challenge: string;
  digits: string;
  work: Work;
  session: string | null;
  seconds: number;
}

export interface Judged {
  success: boolean;
  token: string | null;
  seconds: number;
}

/** An answer that is none, with the code that the server gave; empty if there was no server. */
export class RefusedError extends Error {
  constructor(readonly code: string) {
    super(code || 'unreachable');
  }
}

async function post<Given>(url: string, body: unknown): Promise<Given> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      // Our own cookie on our own pages, none on those of other sites.
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw new RefusedError('');
  }
  const given: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new RefusedError((given as { code?: string }).code ?? '');
  return given as Given;
}

export function askChallenge(server: string, sitekey: string, method: 'draw' | 'work'): Promise<Challenge> {
  return post(`${server}/captcha/challenge`, { sitekey, method });
}

export function sendAnswer(
  server: string,
  { challenge, session }: Challenge,
  work: string,
  drawing: Stroke[][],
): Promise<Judged> {
  return post(`${server}/captcha/answer`, { challenge, session, work, drawing });
}
