/** Which piece of the map is seen: pure functions of places in the map, 0 to 65535, and on the screen, in pixels. */

/** Side of the map. */
export const SIDE = 65536;
const MOST = 200;
/** Share of the screen that is left around the whole map. */
const MARGIN = 0.04;

export interface Screen {
  width: number;
  height: number;
}

export interface View {
  /** Place of the map in the middle of the screen. */
  x: number;
  y: number;
  /** How much larger than the whole map on the screen, 1 to 200. */
  zoom: number;
}

export const WHOLE: View = { x: SIDE / 2, y: SIDE / 2, zoom: 1 };

/** Pixels of the screen in one unit of the map. */
export function scaleOf({ zoom }: View, { width, height }: Screen): number {
  return (zoom * Math.min(width, height) * (1 - 2 * MARGIN)) / SIDE;
}

export function toScreen(view: View, screen: Screen, x: number, y: number): [x: number, y: number] {
  const scale = scaleOf(view, screen);
  return [(x - view.x) * scale + screen.width / 2, (y - view.y) * scale + screen.height / 2];
}

export function toMap(view: View, screen: Screen, x: number, y: number): [x: number, y: number] {
  const scale = scaleOf(view, screen);
  return [(x - screen.width / 2) / scale + view.x, (y - screen.height / 2) / scale + view.y];
}

/** Keeps some of the map on the screen. */
function kept({ x, y, zoom }: View): View {
  const within = (place: number) => Math.min(Math.max(place, 0), SIDE);
  return { x: within(x), y: within(y), zoom: Math.min(Math.max(zoom, 1), MOST) };
}

/** Moves what is seen by so many pixels. */
export function moved(view: View, screen: Screen, right: number, down: number): View {
  const scale = scaleOf(view, screen);
  return kept({ ...view, x: view.x - right / scale, y: view.y - down / scale });
}

/** Makes it larger or smaller; what is at a place of the screen stays there. */
export function zoomed(view: View, screen: Screen, factor: number, x: number, y: number): View {
  const [mapX, mapY] = toMap(view, screen, x, y);
  const { zoom } = kept({ ...view, zoom: view.zoom * factor });
  const scale = scaleOf({ ...view, zoom }, screen);
  return kept({
    x: mapX - (x - screen.width / 2) / scale,
    y: mapY - (y - screen.height / 2) / scale,
    zoom,
  });
}

/** What each key does to the view, the screen's middle staying where it is. */
export function afterKey(view: View, screen: Screen, key: string): View | undefined {
  const step = Math.min(screen.width, screen.height) / 8;
  switch (key) {
    case 'ArrowLeft':
      return moved(view, screen, step, 0);
    case 'ArrowRight':
      return moved(view, screen, -step, 0);
    case 'ArrowUp':
      return moved(view, screen, 0, step);
    case 'ArrowDown':
      return moved(view, screen, 0, -step);
    case '+':
    case '=':
      return zoomed(view, screen, 1.5, screen.width / 2, screen.height / 2);
    case '-':
      return zoomed(view, screen, 1 / 1.5, screen.width / 2, screen.height / 2);
    case '0':
    case 'Home':
      return WHOLE;
    default:
      return undefined;
  }
}
