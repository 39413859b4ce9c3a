export type { Point, Stroke } from './geometry';
export { groupStrokes } from './group';
export { normalizeStrokes, SIZE } from './normalize';
