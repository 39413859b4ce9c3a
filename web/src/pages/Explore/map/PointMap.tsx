import { type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTexts } from '../../../i18n/language';
import { useExploring } from '../context';
import { draw, type Look } from './frame';
import { MapTools } from './MapTools';
import type { Neighbourhood } from './nearest';
import classes from './PointMap.module.css';
import { Tip } from './Tip';
import { usePanZoom } from './usePanZoom';
import { type Screen, scaleOf, toMap, type View, WHOLE } from './view';

/** Pixels around the mouse in which a dot is found, and from which images are fetched ahead. */
const REACH = 14;
const AHEAD = 45;
const FETCHED = 40;
/** Images that are listed around the middle, and milliseconds of rest before they are. */
const LISTED = 12;
const REST = 200;

interface PointMapProps extends Look {
  neighbourhood: Neighbourhood;
  /** What is said of an image beside the mouse. */
  describe: (index: number) => ReactNode;
  /** The images around the middle of what is seen, some time after it has moved. */
  onMiddle: (indices: number[]) => void;
}

/** The dots. What is seen is drawn once a frame at most, outside of React's rendering. */
export function PointMap({ neighbourhood, describe, onMiddle, points, how, ground }: PointMapProps) {
  const texts = useTexts().explorePage.map;
  const helpId = useId();
  const { atlas, onOpen } = useExploring();
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<View>(WHOLE);
  const size = useRef<Screen>({ width: 1, height: 1 });
  const [pointed, setPointed] = useState<{ index: number; place: [number, number] } | null>(null);
  const frame = useRef(0);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const look = useMemo<Look>(() => ({ points, how, ground }), [points, how, ground]);

  const redraw = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      if (!canvas.current) return;
      const missing = draw(canvas.current, view.current, look, neighbourhood, atlas.images);
      if (missing.length > 0) atlas.images.want(missing).then(redraw, () => {});
    });
  }, [look, neighbourhood, atlas]);

  const near = useCallback(
    ([x, y]: readonly [number, number], pixels: number, most: number) => {
      const scale = scaleOf(view.current, size.current);
      return neighbourhood.around(...toMap(view.current, size.current, x, y), pixels / scale, most);
    },
    [neighbourhood],
  );
  const middle = useCallback((): [number, number] => [size.current.width / 2, size.current.height / 2], []);

  const listMiddle = useCallback(() => {
    clearTimeout(rest.current);
    rest.current = setTimeout(() => onMiddle(near(middle(), Number.POSITIVE_INFINITY, LISTED)), REST);
  }, [near, middle, onMiddle]);

  const show = useCallback(
    (next: View) => {
      view.current = next;
      setPointed(null);
      redraw();
      listMiddle();
    },
    [redraw, listMiddle],
  );

  const point = (place: [number, number] | null) => {
    const index = place ? near(place, REACH, 1)[0] : undefined;
    setPointed(index === undefined || !place ? null : { index, place });
    if (place) atlas.images.want(near(place, AHEAD, FETCHED)).catch(() => {});
  };
  const open = (place: [number, number], reach: number) => {
    const found = near(place, reach, LISTED);
    if (found[0] !== undefined) onOpen(found[0], found);
  };

  const screen = useCallback(() => size.current, []);
  const seen = useCallback(() => view.current, []);
  const { onKeyDown, ...handlers } = usePanZoom({
    canvas,
    screen,
    view: seen,
    onView: show,
    onPoint: point,
    onPick: (place) => open(place, REACH),
  });

  useEffect(redraw, [redraw]);
  useEffect(listMiddle, [listMiddle]);
  useEffect(() => {
    if (!canvas.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      size.current = { width, height };
      redraw();
    });
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [redraw]);
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      clearTimeout(rest.current);
    },
    [],
  );

  return (
    <div className={classes.map}>
      <canvas
        ref={canvas}
        className={classes.canvas}
        role="img"
        aria-label={texts.canvas}
        aria-describedby={helpId}
        tabIndex={0}
        data-testid="map-canvas"
        {...handlers}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return onKeyDown(event);
          // Else the same key would press the button that gets the focus in the dialog.
          event.preventDefault();
          open(middle(), Number.POSITIVE_INFINITY);
        }}
      />
      <p id={helpId} className="visually-hidden">
        {texts.help}
      </p>
      <MapTools screen={screen} view={seen} onView={show} />
      {pointed && (
        <Tip {...pointed} screen={size.current}>
          {describe(pointed.index)}
        </Tip>
      )}
    </div>
  );
}
