/**
 * SHA-256 for the proof of work. The browser's own digest() answers by a promise, which costs more than the hash of
 * so short a text, and is missing on pages without TLS.
 */

/** The first 32 bits of the fractions of square and cube roots of the first primes, as the standard defines them. */
function constants(): { start: Uint32Array; rounds: Uint32Array } {
  const start = new Uint32Array(8);
  const rounds = new Uint32Array(64);
  for (let count = 0, candidate = 2; count < 64; candidate++) {
    let prime = true;
    for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) prime = false;
    if (!prime) continue;
    if (count < 8) start[count] = Math.floor((candidate ** (1 / 2) % 1) * 2 ** 32);
    rounds[count] = Math.floor((candidate ** (1 / 3) % 1) * 2 ** 32);
    count++;
  }
  return { start, rounds };
}

const { start: START, rounds: ROUNDS } = constants();
const words = new Uint32Array(64);

/** Mixes one block of 64 bytes into the state, in place. */
function mix(state: Uint32Array, block: Uint8Array, offset: number): void {
  const at = (index: number) => words[index] as number;
  for (let i = 0; i < 16; i++) {
    const place = offset + 4 * i;
    words[i] =
      ((block[place] as number) << 24) |
      ((block[place + 1] as number) << 16) |
      ((block[place + 2] as number) << 8) |
      (block[place + 3] as number);
  }
  for (let i = 16; i < 64; i++) {
    const x = at(i - 15);
    const y = at(i - 2);
    const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (at(i - 16) + low + at(i - 7) + high) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const chosen = (e & f) ^ (~e & g);
    const first = (h + high + chosen + (ROUNDS[i] as number) + at(i)) | 0;
    const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

/** Hashes texts that begin alike: the blocks that the beginning fills are mixed once. All texts are ASCII. */
export class Hasher {
  readonly #begun = Uint32Array.from(START);
  readonly #rest: string;
  readonly #done: number;
  readonly #state = new Uint32Array(8);
  readonly #block = new Uint8Array(128);

  constructor(beginning: string) {
    const bytes = new TextEncoder().encode(beginning);
    this.#done = bytes.length - (bytes.length % 64);
    for (let offset = 0; offset < this.#done; offset += 64) mix(this.#begun, bytes, offset);
    this.#rest = beginning.slice(this.#done);
  }

  /** The state after the beginning and `end`: eight words, overwritten by the next call. */
  words(end: string): Uint32Array {
    const text = this.#rest + end;
    const block = this.#block;
    block.fill(0);
    for (let i = 0; i < text.length; i++) block[i] = text.charCodeAt(i);
    block[text.length] = 0x80;
    const size = text.length < 56 ? 64 : 128;
    new DataView(block.buffer).setUint32(size - 4, 8 * (this.#done + text.length));
    this.#state.set(this.#begun);
    for (let offset = 0; offset < size; offset += 64) mix(this.#state, block, offset);
    return this.#state;
  }

  hex(end: string): string {
    return [...this.words(end)].map((word) => word.toString(16).padStart(8, '0')).join('');
  }
}

/** The first number from `from` to before `to` for which the hash of salt and number is `challenge`, or null. */
export function search(salt: string, challenge: string, from: number, to: number): number | null {
  const hasher = new Hasher(salt);
  const first = Number.parseInt(challenge.slice(0, 8), 16);
  for (let number = from; number < to; number++) {
    const end = String(number);
    if (hasher.words(end)[0] === first && hasher.hex(end) === challenge) return number;
  }
  return null;
}
