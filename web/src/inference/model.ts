/** A served model, run in the browser. Only the worker imports this module: it brings the WebAssembly. */

import type { InferenceSession } from 'onnxruntime-web/wasm';
import { fetchCard, fetchWeights } from '../api/client';
import type { Judged, ModelCard } from '../api/types';
import { judge, softmax } from './confidence';
import type { ModelChoice } from './protocol';
import { inkOf, openSession } from './session';

const CLASSES = 10;

/** The name of a model as the server builds it: its kind and the start of its hash. */
const versionOf = ({ name, sha256 }: ModelCard) => `${name}-${sha256.slice(0, 8)}`;

export class DigitModel {
  private constructor(
    readonly version: string,
    private readonly session: InferenceSession,
    private readonly temperature: number,
    private readonly threshold: number,
  ) {}

  /** Fetches a model's card and the same bytes that the server runs. */
  static async load(choice: ModelChoice): Promise<DigitModel> {
    const [card, bytes] = await Promise.all([fetchCard(choice), fetchWeights(choice)]);
    const session = await openSession(bytes);
    return new DigitModel(choice ?? versionOf(card), session, card.temperature, card.threshold);
  }

  /** Gives its memory back; it cannot judge any more. */
  release(): Promise<void> {
    return this.session.release();
  }

  /** Judges pictures of 28 * 28 grey levels, ink 255 on 0, in one batch. */
  async judge(pictures: readonly Uint8Array[]): Promise<Judged[]> {
    return this.judgeLogits(await this.logits(pictures));
  }

  /** The same from what `logits` gave. */
  judgeLogits(logits: readonly number[][]): Judged[] {
    return logits.map((row) => judge(softmax(row, this.temperature), this.threshold));
  }

  /** For each picture what speaks for each digit. */
  async logits(pictures: readonly Uint8Array[]): Promise<number[][]> {
    const images = inkOf(pictures);
    const { logits } = await this.session.run({ images }, ['logits']);
    const data = logits?.data;
    if (!(data instanceof Float32Array)) throw new TypeError('the model gave no float32 logits');
    return pictures.map((_, index) => Array.from(data.subarray(index * CLASSES, (index + 1) * CLASSES)));
  }
}
