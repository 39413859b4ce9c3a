/** Runs models off the main thread, so that the pen never waits for them. */
import { ApiError } from '../api/client';
import type { Judged } from '../api/types';
import { groupStrokes, normalizeStrokes, type Stroke } from '../ink';
import { Guard } from './guard';
import { DigitModel } from './model';
import type { LocalReading, ModelChoice, Request, Response, Results, Task } from './protocol';
import { draw, look } from './space';

/** Runs before and while the clock is read; the first ones are slower. */
const WARM_UP = 10;
const RUNS = 50;
const SEVEN: Stroke = [
  [0, 0],
  [60, 0],
  [25, 95],
];

let loaded: { choice: ModelChoice; model: Promise<DigitModel> } | undefined;

/** The chosen model, or where the server no longer has it, the one in use. */
async function chosen(choice: ModelChoice): Promise<DigitModel> {
  try {
    return await DigitModel.load(choice);
  } catch (error) {
    if (choice !== null && error instanceof ApiError && error.status === 404) return DigitModel.load(null);
    throw error;
  }
}

/** A model, kept until another one is asked for; after a failure the next call tries again. */
function load(choice: ModelChoice): Promise<DigitModel> {
  if (loaded?.choice === choice) return loaded.model;
  loaded?.model.then(
    (model) => model.release(),
    () => undefined,
  );
  const model = chosen(choice);
  loaded = { choice, model };
  model.catch(() => {
    if (loaded?.model === model) loaded = undefined;
  });
  return model;
}

async function read(model: DigitModel, strokes: readonly Stroke[], canvas: number): Promise<LocalReading> {
  const found = groupStrokes(strokes, canvas).flatMap((groups, line) =>
    groups.map((group) => ({
      line,
      picture: normalizeStrokes(strokes.filter((_, index) => group.includes(index))),
    })),
  );
  // A batch of none is nothing to ask a model; asked with no ink, loading it was all there was to do.
  const guard = await guarding();
  const pictures = found.map(({ picture }) => picture);
  const judged = found.length > 0 ? await judgedBy(model, guard, pictures) : [];
  const digits = judged.flatMap((judgement, index) => {
    const digit = found[index];
    return digit ? { ...judgement, ...digit } : [];
  });
  return { digits, model: model.version };
}

/** What the model says of each picture, and the guard, which calls unreadable what is no digit. */
async function judgedBy(
  model: DigitModel,
  guard: Guard | null,
  pictures: readonly Uint8Array[],
): Promise<Judged[]> {
  const logits = await model.logits(pictures);
  const judged = model.judgeLogits(logits);
  return (await guard?.refuse(model.version, pictures, logits, judged).catch(() => null)) ?? judged;
}

let guard: Promise<Guard | null> | undefined;

/** The guard; without one, drawings are read all the same, and the next one asks for it again. */
function guarding(): Promise<Guard | null> {
  guard ??= Guard.load().catch(() => {
    guard = undefined;
    return null;
  });
  return guard;
}

async function time(model: DigitModel): Promise<number[]> {
  const picture = normalizeStrokes([SEVEN]);
  const milliseconds: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const start = performance.now();
    await model.judge([picture]);
    milliseconds.push(performance.now() - start);
  }
  return milliseconds.slice(WARM_UP);
}

async function timeOf(choice: ModelChoice): Promise<number[]> {
  const model = await load(choice);
  if (choice !== null && model.version !== choice) throw new Error(`the server has no model ${choice}`);
  return time(model);
}

async function perform({ task }: Request): Promise<Results[Task['kind']]> {
  switch (task.kind) {
    case 'read':
      return read(await load(task.model), task.strokes, task.canvas);
    case 'time':
      return timeOf(task.model);
    case 'name':
      return (await load(task.model)).judge(task.pictures);
    case 'look':
      return look(task.space, task.strokes);
    case 'draw':
      return draw(task.space, task.codes);
  }
}

async function answer(request: Request): Promise<void> {
  const send = (response: Response) => self.postMessage(response);
  try {
    send({ id: request.id, result: await perform(request) });
  } catch (error) {
    send({ id: request.id, failure: error instanceof Error ? error.message : String(error) });
  }
}

// One after another, so that no model is let go while it works.
let queue = Promise.resolve();
self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  queue = queue.then(() => answer(data));
});
