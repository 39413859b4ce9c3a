/** The proof of work (ALTCHA's scheme), in a worker where the page allows one, else in slices between its frames. */

import { search } from './sha256';

export interface Work {
  algorithm: string;
  challenge: string;
  maxnumber: number;
  salt: string;
  signature: string;
}

/** What the worker says: the number when it is found, and how many were tried. */
export interface Found {
  tried: number;
  number: number | null;
}

const PIECE = 5_000;

/** As the server takes it: base64 of JSON. */
export function payload(work: Work, number: number): string {
  const { algorithm, challenge, salt, signature } = work;
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

/** Tries the numbers piece by piece; `rest` is awaited between two pieces. Null if it was stopped or none fits. */
export async function solveHere(
  work: Work,
  say: (found: Found) => void,
  rest: () => Promise<void>,
  stopped: () => boolean,
): Promise<number | null> {
  for (let from = 0; from <= work.maxnumber && !stopped(); from += PIECE) {
    const to = Math.min(from + PIECE, work.maxnumber + 1);
    const number = search(work.salt, work.challenge, from, to);
    say({ tried: to, number });
    if (number !== null) return number;
    await rest();
  }
  return null;
}

/** The work of one challenge, begun at once. */
export class Job {
  readonly payload: Promise<string>;
  readonly #work: Work;
  #worker: Worker | null = null;
  #stopped = false;

  /**
   * @param script address of this very script, which is the worker's too; empty if it is not known.
   * @param say is told the share of the numbers that were tried.
   */
  constructor(work: Work, script: string, say: (share: number) => void) {
    this.#work = work;
    const told = ({ tried }: Found) => say(tried / (work.maxnumber + 1));
    this.payload = this.#inWorker(script, told)
      .catch(() => solveHere(work, told, nextTask, () => this.#stopped))
      .then((number) => {
        if (number === null) throw new Error('no number fits');
        return payload(work, number);
      });
    // A job that is stopped has nobody who waits for it.
    this.payload.catch(() => undefined);
  }

  stop(): void {
    this.#stopped = true;
    this.#worker?.terminate();
  }

  #inWorker(script: string, say: (found: Found) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      const worker = openWorker(script);
      this.#worker = worker;
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error('no worker'));
      };
      worker.onmessage = ({ data }: MessageEvent<Found>) => {
        say(data);
        if (data.number === null) return;
        worker.terminate();
        resolve(data.number);
      };
      worker.postMessage(this.#work);
    });
  }
}

/** A worker of this script. One of another site's script may not be opened, only fetched by a worker of one's own. */
function openWorker(script: string): Worker {
  if (!script) throw new Error('no address');
  if (new URL(script).origin === location.origin) return new Worker(script);
  const blob = new Blob([`importScripts(${JSON.stringify(script)})`], { type: 'text/javascript' });
  const address = URL.createObjectURL(blob);
  try {
    return new Worker(address);
  } finally {
    // The worker has begun to fetch it.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** What this script does where it is a worker: solves what it is sent. */
export function serve(scope: { onmessage: unknown; postMessage(found: Found): void }): void {
  scope.onmessage = ({ data }: MessageEvent<Work>) => {
    void solveHere(
      data,
      (found) => scope.postMessage(found),
      () => Promise.resolve(),
      () => false,
    );
  };
}
