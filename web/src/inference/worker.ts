/** Reads drawings off the main thread, so that the pen never waits for the model. */
import { groupStrokes, normalizeStrokes } from '../ink';
import { DigitModel } from './model';
import type { LocalDigit, ReadRequest, ReadResponse } from './protocol';

let loading: Promise<DigitModel> | undefined;

/** The model, loaded once; after a failure the next call tries again. */
function model(): Promise<DigitModel> {
  loading ??= DigitModel.load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function read({ strokes, canvas }: ReadRequest): Promise<LocalDigit[]> {
  const loaded = await model();
  const found = groupStrokes(strokes, canvas).flatMap((groups, line) =>
    groups.map((group) => ({
      line,
      picture: normalizeStrokes(strokes.filter((_, index) => group.includes(index))),
    })),
  );
  // A batch of none is nothing to ask a model; asked with no ink, this still warms it up.
  if (found.length === 0) return [];
  const judged = await loaded.judge(found.map(({ picture }) => picture));
  return judged.flatMap((judgement, index) => {
    const digit = found[index];
    return digit ? { ...judgement, ...digit } : [];
  });
}

self.addEventListener('message', async ({ data }: MessageEvent<ReadRequest>) => {
  const answer = (response: ReadResponse) => self.postMessage(response);
  try {
    answer({ id: data.id, digits: await read(data) });
  } catch (error) {
    answer({ id: data.id, failure: error instanceof Error ? error.message : String(error) });
  }
});
