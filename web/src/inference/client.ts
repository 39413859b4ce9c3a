/** The page's side of the inference worker. */
import type { Stroke } from '../ink';
import type { LocalDigit, ReadRequest, ReadResponse } from './protocol';

interface Waiting {
  resolve: (digits: LocalDigit[]) => void;
  reject: (error: Error) => void;
}

export class InkReader {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** Reads a drawing; with no strokes it only gets the model ready. */
  read(strokes: readonly Stroke[], canvas: number): Promise<LocalDigit[]> {
    const request: ReadRequest = { id: ++this.lastId, strokes, canvas };
    return new Promise((resolve, reject) => {
      this.waiting.set(request.id, { resolve, reject });
      this.worker ??= this.start();
      this.worker.postMessage(request);
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<ReadResponse>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if ('digits' in data) waiting?.resolve(data.digits);
      else waiting?.reject(new Error(data.failure));
    });
    worker.addEventListener('error', () => this.giveUp());
    return worker;
  }

  /** The worker's script did not load; the next reading starts another one. */
  private giveUp(): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(new Error('the worker did not start'));
    this.waiting.clear();
  }
}

/** One worker for the page's life: loading the model once is enough. */
export const inkReader = new InkReader();
