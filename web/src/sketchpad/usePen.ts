import { type PointerEvent, useRef } from 'react';
import type { Point, Stroke } from '../ink';
import { type Sheet, toPad } from './sketch';

interface Pen {
  pointer: number;
  type: string;
  points: Point[];
}

interface PenEvents {
  sheet: Sheet;
  /** The stroke so far, after every movement. */
  onWriting: (stroke: Stroke) => void;
  onStroke: (stroke: Stroke) => void;
}

/** Pens know their pressure; for mice and fingers the browser only says one half. */
function toPoint(event: globalThis.PointerEvent, pad: DOMRect, sheet: Sheet): Point {
  const [x, y] = toPad(event.clientX, event.clientY, pad, sheet);
  return event.pointerType === 'pen' ? [x, y, event.pressure] : [x, y];
}

/** All positions since the last event: fast writing has several a frame. */
function positions(event: globalThis.PointerEvent): globalThis.PointerEvent[] {
  const coalesced = event.getCoalescedEvents?.() ?? [];
  return coalesced.length > 0 ? coalesced : [event];
}

/** Takes the focus from the button pressed last, so that Enter sends the drawing instead of pressing it again. */
function leaveButtons(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** Follows one mouse, finger or pen over the pad. Movements go to callbacks, not through React's state. */
export function usePen({ sheet, onWriting, onStroke }: PenEvents) {
  const pen = useRef<Pen | null>(null);

  const follow = (event: PointerEvent<HTMLElement>) => {
    if (pen.current?.pointer !== event.pointerId) return;
    const pad = event.currentTarget.getBoundingClientRect();
    pen.current.points.push(...positions(event.nativeEvent).map((position) => toPoint(position, pad, sheet)));
    onWriting(pen.current.points);
  };

  const finish = (event: PointerEvent<HTMLElement>) => {
    if (pen.current?.pointer !== event.pointerId) return;
    const { points } = pen.current;
    pen.current = null;
    onStroke(points);
  };

  const begin = (event: PointerEvent<HTMLElement>) => {
    // A second finger writes nothing; a pen takes over from the palm that came down before it.
    const takesOver = event.pointerType === 'pen' && pen.current?.type === 'touch';
    if (event.button !== 0 || (pen.current && !takesOver)) return;
    leaveButtons();
    event.currentTarget.setPointerCapture(event.pointerId);
    const start = toPoint(event.nativeEvent, event.currentTarget.getBoundingClientRect(), sheet);
    pen.current = { pointer: event.pointerId, type: event.pointerType, points: [start] };
    onWriting(pen.current.points);
  };

  return { onPointerDown: begin, onPointerMove: follow, onPointerUp: finish, onPointerCancel: finish };
}
