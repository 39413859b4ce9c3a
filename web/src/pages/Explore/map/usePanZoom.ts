import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useEffect, useRef } from 'react';
import { afterKey, moved, type Screen, type View, zoomed } from './view';

interface PanZoomOptions {
  canvas: RefObject<HTMLCanvasElement | null>;
  /** How large the map is on the screen now. */
  screen: () => Screen;
  view: () => View;
  onView: (view: View) => void;
  /** Where the mouse or a finger is, in pixels from the left top corner; null when it left. */
  onPoint: (place: [x: number, y: number] | null) => void;
  /** A click or a tap. */
  onPick: (place: [x: number, y: number]) => void;
}

type Place = [x: number, y: number];

/** Pixels that a click may tremble. */
const TREMBLE = 4;

const middleOf = ([a, b]: readonly [Place, Place]): Place => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const distanceOf = ([a, b]: readonly [Place, Place]) => Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]));

/**
 * Moves and zooms a map: the mouse drags it and its wheel zooms it, two fingers do both, and so do keys.
 *
 * One finger only points, so that it still scrolls the page; the wheel zooms where the map has the focus or Ctrl is
 * held, so that it does too.
 */
export function usePanZoom({ canvas, screen, view, onView, onPoint, onPick }: PanZoomOptions) {
  const pointers = useRef(new Map<number, Place>());
  const travelled = useRef(0);

  const placeOf = (event: { clientX: number; clientY: number }): Place => {
    const box = canvas.current?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
  };

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (pointers.current.size === 0) travelled.current = 0;
    pointers.current.set(event.pointerId, placeOf(event));
    event.currentTarget.setPointerCapture(event.pointerId);
  };

  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const place = placeOf(event);
    const before = pointers.current.get(event.pointerId);
    const others = [...pointers.current].filter(([id]) => id !== event.pointerId);
    if (before) {
      pointers.current.set(event.pointerId, place);
      travelled.current += Math.hypot(place[0] - before[0], place[1] - before[1]);
    }
    const other = others[0]?.[1];
    if (before && other) {
      const [was, is] = [middleOf([before, other]), middleOf([place, other])];
      const larger = zoomed(
        view(),
        screen(),
        distanceOf([place, other]) / distanceOf([before, other]),
        was[0],
        was[1],
      );
      onView(moved(larger, screen(), is[0] - was[0], is[1] - was[1]));
    } else if (before && event.pointerType !== 'touch') {
      onView(moved(view(), screen(), place[0] - before[0], place[1] - before[1]));
      onPoint(null);
    } else onPoint(place);
  };

  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    const alone = pointers.current.size === 1;
    if (pointers.current.delete(event.pointerId) && alone && travelled.current <= TREMBLE)
      onPick(placeOf(event));
  };

  const onPointerCancel = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId);
    onPoint(null);
  };

  // React listens to wheels passively: such a listener cannot keep the page from scrolling.
  const latest = useRef({ screen, view, onView });
  latest.current = { screen, view, onView };
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && document.activeElement !== element) return;
      event.preventDefault();
      const { screen, view, onView } = latest.current;
      const box = element.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015));
      onView(zoomed(view(), screen(), factor, event.clientX - box.left, event.clientY - box.top));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [canvas]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const next = afterKey(view(), screen(), event.key);
      if (!next) return;
      event.preventDefault();
      onView(next);
    },
    [view, screen, onView],
  );

  return {
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel,
    onPointerLeave: () => onPoint(null),
    onKeyDown,
  };
}
