/** The page's side of the inference worker. */
import type { Stroke } from '../ink';
import type { LocalReading, ModelChoice, Request, Response, Results, Task } from './protocol';

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
    return this.ask(model, { kind: 'read', strokes, canvas });
  }

  /** Milliseconds that a model takes in this browser for one picture, measured many times after a warm-up. */
  time(model: ModelChoice): Promise<number[]> {
    return this.ask(model, { kind: 'time' });
  }

  private ask<T extends Task>(model: ModelChoice, task: T): Promise<Results[T['kind']]> {
    const request: Request = { id: ++this.lastId, model, task };
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
