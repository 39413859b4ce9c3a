/** ONNX Runtime in the browser. Only the worker imports this module: it brings the WebAssembly. */
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { SIZE } from '../ink';

// More threads would need cross-origin isolation, and one is plenty for networks this small.
env.wasm.numThreads = 1;
env.wasm.wasmPaths = { wasm: wasmUrl };

export const openSession = (bytes: ArrayBuffer): Promise<InferenceSession> =>
  InferenceSession.create(bytes, { executionProviders: ['wasm'] });

/** Pictures of 28 * 28 grey levels, ink 255 on 0, as all networks take them. */
export function inkOf(pictures: readonly Uint8Array[]): Tensor {
  const ink = new Float32Array(pictures.length * SIZE * SIZE);
  pictures.forEach((picture, index) => {
    ink.set(
      Float32Array.from(picture, (level) => level / 255),
      index * SIZE * SIZE,
    );
  });
  return new Tensor('float32', ink, [pictures.length, 1, SIZE, SIZE]);
}
