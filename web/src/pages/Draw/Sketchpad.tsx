import { useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useId, useRef } from 'react';
import { useTexts } from '../../i18n/language';
import type { Stroke } from '../../ink';
import { drawInk } from './inkLook';
import classes from './Sketchpad.module.css';
import { PAD } from './sketch';
import { usePen } from './usePen';

interface SketchpadProps {
  strokes: readonly Stroke[];
  penWidth: number;
  /** All ink there is, the stroke being written included, after every movement of the pen. */
  onInk: (strokes: readonly Stroke[]) => void;
  onStroke: (stroke: Stroke) => void;
}

/** The sheet to write on. The canvas is drawn once a frame at most, outside of React's rendering. */
export function Sketchpad({ strokes, penWidth, onInk, onStroke }: SketchpadProps) {
  const texts = useTexts().drawPage;
  const helpId = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const writing = useRef<Stroke | null>(null);
  const frame = useRef(0);
  const scheme = useComputedColorScheme();

  const draw = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      if (canvas.current) drawInk(canvas.current, { strokes, writing: writing.current, penWidth }, PAD.width);
    });
  }, [strokes, penWidth]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another colour scheme is another colour of ink
  useEffect(draw, [draw, scheme]);

  useEffect(() => {
    if (!canvas.current) return;
    const observer = new ResizeObserver(draw);
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [draw]);

  const pen = usePen({
    onWriting: (stroke) => {
      writing.current = stroke;
      draw();
      onInk([...strokes, stroke]);
    },
    onStroke: (stroke) => {
      writing.current = null;
      onStroke(stroke);
    },
  });

  return (
    <div className={classes.sheet}>
      <canvas
        ref={canvas}
        className={classes.canvas}
        style={{ aspectRatio: `${PAD.width} / ${PAD.height}` }}
        role="img"
        data-testid="pad"
        aria-label={texts.pad}
        aria-describedby={helpId}
        tabIndex={0}
        {...pen}
      />
      {strokes.length === 0 && (
        <span className={classes.hint} aria-hidden="true">
          {texts.padHint}
        </span>
      )}
      <p id={helpId} className="visually-hidden">
        {texts.padHelp}
      </p>
    </div>
  );
}
