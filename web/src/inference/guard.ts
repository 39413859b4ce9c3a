/** Tells what on a drawing is no digit, as the server does. Only the worker imports this module. */
import { fetchSpace, type Space, type SpaceCard } from '../api/spaces';
import type { Judged } from '../api/types';
import { classified, explained, type Looks, likely, READ, scoreOf } from '../spaces/novelty';
import { codesOf, draw, graphOf, valuesOf } from './space';

export class Guard {
  private constructor(
    private readonly card: SpaceCard,
    private readonly autoencoder: string,
  ) {}

  /** Fetches its card, and opens the graphs that it asks. */
  static async load(): Promise<Guard> {
    const [guard, vae]: Space[] = await Promise.all([fetchSpace('guard'), fetchSpace('vae')]);
    if (!guard || !vae) throw new TypeError('the server told of no guard');
    // Before the first drawing comes.
    await Promise.all([graphOf('guard', 'encoder'), graphOf('vae', 'encoder'), graphOf('vae', 'decoder')]);
    return new Guard(guard.card, vae.version);
  }

  /** Calls unreadable what is no digit. */
  async refuse(
    model: string,
    pictures: readonly Uint8Array[],
    logits: readonly number[][],
    judged: Judged[],
  ): Promise<Judged[]> {
    const joined = this.joinedWith(model);
    const told = await valuesOf('guard', 'digit', pictures);
    const scores = joined ? await this.weighed(joined, pictures, logits, told) : told;
    const least = (joined ?? this.card.alone)?.thresholds[READ] ?? Number.NEGATIVE_INFINITY;
    return judged.map((one, index) => {
      const score = scores[index] ?? 0;
      return score < least ? { ...one, value: null, confidence: one.confidence * likely(score) } : one;
    });
  }

  /** How to weigh, unless another model or autoencoder is in force than those that it was measured with. */
  private joinedWith(model: string) {
    const { joined } = this.card;
    if (joined?.model !== model) return undefined;
    return 'error' in joined.weights && joined.autoencoder !== this.autoencoder ? undefined : joined;
  }

  private async weighed(
    joined: NonNullable<SpaceCard['joined']>,
    pictures: readonly Uint8Array[],
    logits: readonly number[][],
    told: readonly number[],
  ): Promise<number[]> {
    const looked = 'error' in joined.weights ? await codesOf('vae', pictures) : [];
    const drawn = await draw(
      'vae',
      looked.map(({ code }) => code),
    );
    return pictures.map((picture, index) => {
      const looks: Looks = { guard: told[index] ?? 0, ...classified(logits[index] ?? []) };
      const image = drawn[index];
      const rate = looked[index]?.rate ?? 0;
      return scoreOf(image ? { ...looks, ...explained(picture, image, rate) } : looks, joined);
    });
  }
}
