export { extentOf, type Point, type Stroke, union } from './geometry';
export { groupStrokes } from './group';
export { normalizeStrokes, SIZE } from './normalize';
