/** Typed calls of the REST API. */
import type {
  Classified,
  Drawing,
  Health,
  KeptDrawing,
  KeptDrawings,
  ModelCard,
  ModelDetail,
  ModelList,
  ParameterTable,
  Reading,
  Value,
} from './types';

const BASE = '/api/v1';

/** The server said no; `message` is its own explanation. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** No answer came, or something that answers in the server's place (a proxy) could not reach it. */
export class ServerAway extends Error {
  override readonly name = 'ServerAway';
}

const GATEWAY_STATUSES = new Set([502, 503, 504]);

async function explain(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string') {
    const code = 'code' in body && typeof body.code === 'string' ? body.code : 'unknown';
    return new ApiError(response.status, code, body.detail);
  }
  if (GATEWAY_STATUSES.has(response.status)) return new ServerAway(`HTTP ${response.status}`);
  return new ApiError(response.status, 'unknown', `HTTP ${response.status}`);
}

export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, init);
  } catch (error) {
    // A request that was called off is not a server that is away.
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ServerAway('no answer', { cause: error });
  }
  if (!response.ok) throw await explain(response);
  return response;
}

export async function json<T>(path: string, init?: RequestInit): Promise<T> {
  return (await call(path, init)).json();
}

export const fetchHealth = (): Promise<Health> => json('/health');

export const fetchParameters = (): Promise<ParameterTable> => json('/parameters');

export const fetchModels = (): Promise<ModelList> => json('/models');

const modelPath = (version: string) => `/models/${encodeURIComponent(version)}`;

export const fetchModel = (version: string): Promise<ModelDetail> => json(modelPath(version));

/** The card of a model; null is the one in use. */
export async function fetchCard(version: string | null): Promise<ModelCard> {
  return version === null ? json('/model') : (await fetchModel(version)).card;
}

/** The bytes of a model (ONNX); null is the one in use. */
export async function fetchWeights(version: string | null): Promise<ArrayBuffer> {
  const folder = version === null ? '/model' : modelPath(version);
  return (await call(`${folder}/model.onnx`)).arrayBuffer();
}

export function send<T>(method: 'POST' | 'PATCH', path: string, body: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return json(path, { method, headers, body: JSON.stringify(body) });
}

export const classify = (drawing: Drawing): Promise<Classified> => send('POST', '/classify', drawing);

export function fetchDrawings(asked: URLSearchParams, signal?: AbortSignal): Promise<KeptDrawings> {
  return json(`/drawings?${asked}`, { signal: signal ?? null });
}

/** Where the drawings can be downloaded, as a table or as an archive of pictures. */
export const drawingsAddress = (kind: 'csv' | 'zip', asked: URLSearchParams): string =>
  `${BASE}/drawings.${kind}?${asked}`;

/** Says what a drawing is; null takes that back. */
export const correctDrawing = (id: string, correction: string | null): Promise<KeptDrawing> =>
  send('PATCH', `/drawings/${id}`, { correction });

/** Deletes a drawing for good; that somebody else already has is no error. */
export async function deleteDrawing(id: string): Promise<void> {
  try {
    await call(`/drawings/${id}`, { method: 'DELETE' });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
}

/** Deletes all drawings for good, whichever are shown. */
export const deleteDrawings = (): Promise<{ deleted: number }> =>
  json('/drawings?everything=true', { method: 'DELETE' });

/** What a reading is made with: a recipe, and the values that differ from it. */
export interface ReadOptions {
  recipe: string;
  values: Readonly<Record<string, Value>>;
}

function photoForm(photo: File, options: ReadOptions): FormData {
  const form = new FormData();
  form.set('image', photo);
  form.set('recipe', options.recipe);
  for (const [name, value] of Object.entries(options.values)) form.set(name, String(value));
  return form;
}

export function readPhoto(photo: File, options: ReadOptions, signal: AbortSignal): Promise<Reading> {
  const body = photoForm(photo, options);
  body.set('stages', 'true');
  return json('/read', { method: 'POST', body, signal });
}

/** Reads a photo once more and keeps its digits, not the photo. */
export function keepPhoto(photo: File, options: ReadOptions): Promise<Reading> {
  const body = photoForm(photo, options);
  body.set('keep', 'true');
  return json('/read', { method: 'POST', body });
}
