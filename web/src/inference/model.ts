/** The served model, run in the browser. Only the worker imports this module: it brings the WebAssembly. */

import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { fetchModel, fetchModelCard } from '../api/client';
import type { Judged } from '../api/types';
import { SIZE } from '../ink';
import { judge, softmax } from './confidence';

const CLASSES = 10;

// More threads would need cross-origin isolation, and one is plenty for ten classes.
env.wasm.numThreads = 1;
env.wasm.wasmPaths = { wasm: wasmUrl };

export class DigitModel {
  private constructor(
    private readonly session: InferenceSession,
    private readonly temperature: number,
    private readonly threshold: number,
  ) {}

  /** Fetches the card and the same bytes that the server runs. */
  static async load(): Promise<DigitModel> {
    const [card, bytes] = await Promise.all([fetchModelCard(), fetchModel()]);
    const session = await InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    return new DigitModel(session, card.temperature, card.threshold);
  }

  /** Judges pictures of 28 * 28 grey levels, ink 255 on 0, in one batch. */
  async judge(pictures: readonly Uint8Array[]): Promise<Judged[]> {
    const logits = await this.logits(pictures);
    return pictures.map((_, index) => {
      const row = Array.from(logits.subarray(index * CLASSES, (index + 1) * CLASSES));
      return judge(softmax(row, this.temperature), this.threshold);
    });
  }

  private async logits(pictures: readonly Uint8Array[]): Promise<Float32Array> {
    const ink = Float32Array.from(
      pictures.flatMap((picture) => Array.from(picture)),
      (level) => level / 255,
    );
    const images = new Tensor('float32', ink, [pictures.length, 1, SIZE, SIZE]);
    const { logits } = await this.session.run({ images }, ['logits']);
    if (!(logits?.data instanceof Float32Array)) throw new TypeError('the model gave no float32 logits');
    return logits.data;
  }
}
