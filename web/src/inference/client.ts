/** The page's side of the inference worker. */
import type { Decoder, SpaceName } from '../api/spaces';
import type { Judged } from '../api/types';
import type { Stroke } from '../ink';
import type { Code, LocalReading, Looked, ModelChoice, Request, Response, Results, Task } from './protocol';

interface Waiting {
  resolve: (result: Results[Task['kind']]) => void;
  reject: (error: Error) => void;
}

export class InkReader {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** Reads a drawing; with no strokes it only gets the model ready. */
  read(model: ModelChoice, strokes: readonly Stroke[], canvas: number): Promise<LocalReading> {
    return this.ask({ kind: 'read', model, strokes, canvas });
  }

  /** Milliseconds that a model takes in this browser for one picture, measured many times after a warm-up. */
  time(model: ModelChoice): Promise<number[]> {
    return this.ask({ kind: 'time', model });
  }

  /** Says which digits pictures of 28 * 28 grey levels show, ink 255 on 0. */
  name(model: ModelChoice, pictures: readonly Uint8Array[]): Promise<Judged[]> {
    return this.ask({ kind: 'name', model, pictures });
  }

  /** The code of one digit; with no strokes it only gets the encoder ready. */
  look(space: SpaceName, strokes: readonly Stroke[]): Promise<Looked | null> {
    return this.ask({ kind: 'look', space, strokes });
  }

  /** What codes look like: probabilities of ink. */
  draw(space: Decoder, codes: readonly Code[]): Promise<Float32Array[]> {
    return this.ask({ kind: 'draw', space, codes });
  }

  private ask<T extends Task>(task: T): Promise<Results[T['kind']]> {
    const request: Request = { id: ++this.lastId, task };
    return new Promise((resolve, reject) => {
      // The worker answers each task with its own kind of result.
      this.waiting.set(request.id, { resolve: resolve as Waiting['resolve'], reject });
      this.worker ??= this.start();
      this.worker.postMessage(request);
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Response>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if ('result' in data) waiting?.resolve(data.result);
      else waiting?.reject(new Error(data.failure));
    });
    worker.addEventListener('error', () => this.giveUp());
    return worker;
  }

  /** The worker's script did not load; the next task starts another one. */
  private giveUp(): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(new Error('the worker did not start'));
    this.waiting.clear();
  }
}

/** One worker for the page's life: it keeps the model it loaded last. */
export const inkReader = new InkReader();
