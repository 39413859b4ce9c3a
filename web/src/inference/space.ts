/** The graphs that lead into a space of digits and out of it. Only the worker imports this module. */
import { type InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { type AnySpace, type Decoder, fetchGraph, type SpaceName, type SpacePart } from '../api/spaces';
import { normalizeStrokes, SIZE, type Stroke } from '../ink';
import type { Code, Looked } from './protocol';
import { inkOf, openSession } from './session';

/** All that were opened: together they are small. */
const opened = new Map<string, Promise<InferenceSession>>();

/** A graph, fetched once; after a failure the next call tries again. */
export function graphOf(space: AnySpace, part: SpacePart): Promise<InferenceSession> {
  const key = `${space}/${part}`;
  const known = opened.get(key);
  if (known) return known;
  const session = fetchGraph(space, part).then(openSession);
  opened.set(key, session);
  session.catch(() => opened.delete(key));
  return session;
}

/** All outputs of a graph by their names; each of them has one input. */
async function run(graph: InferenceSession, input: Tensor): Promise<Map<string, Float32Array>> {
  const [name] = graph.inputNames;
  if (name === undefined) throw new TypeError('the graph takes nothing');
  const told = Object.entries(await graph.run({ [name]: input }));
  return new Map(
    told.flatMap(([output, { data }]): [string, Float32Array][] =>
      data instanceof Float32Array ? [[output, data]] : [],
    ),
  );
}

/** What an encoder says of each picture in one of its outputs, one number each. */
export async function valuesOf(
  space: AnySpace,
  output: string,
  pictures: readonly Uint8Array[],
): Promise<number[]> {
  const told = await run(await graphOf(space, 'encoder'), inkOf(pictures));
  return Array.from(told.get(output) ?? []);
}

/** The code of each picture, and what it costs. */
export async function codesOf(
  space: Decoder,
  pictures: readonly Uint8Array[],
): Promise<{ code: Code; rate: number }[]> {
  const told = await run(await graphOf(space, 'encoder'), inkOf(pictures));
  const codes = told.get('code') ?? new Float32Array();
  const length = codes.length / pictures.length;
  return pictures.map((_, index) => ({
    code: Array.from(codes.subarray(index * length, (index + 1) * length)),
    rate: told.get('rate')?.[index] ?? 0,
  }));
}

/** The code of one digit, all its strokes together. */
export async function look(space: SpaceName, strokes: readonly Stroke[]): Promise<Looked | null> {
  const graph = await graphOf(space, 'encoder');
  if (strokes.length === 0) return null;
  const picture = normalizeStrokes(strokes);
  const told = await run(graph, inkOf([picture]));
  const code = told.get('code');
  if (!code) throw new TypeError('the encoder gave no code');
  return { picture, code: Array.from(code), rate: told.get('rate')?.[0] ?? null };
}

/** Probabilities of ink, 28 * 28 for each code; with no codes only the decoder is made ready. */
export async function draw(space: Decoder, codes: readonly Code[]): Promise<Float32Array[]> {
  const graph = await graphOf(space, 'decoder');
  const length = codes[0]?.length;
  if (length === undefined) return [];
  const told = await run(
    graph,
    new Tensor('float32', Float32Array.from(codes.flat()), [codes.length, length]),
  );
  const images = told.get('images');
  if (!images) throw new TypeError('the decoder gave no images');
  return codes.map((_, index) => images.slice(index * SIZE * SIZE, (index + 1) * SIZE * SIZE));
}
