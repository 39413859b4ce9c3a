import { useComputedColorScheme } from '@mantine/core';
import { type KeyboardEvent, useCallback, useEffect, useId, useRef } from 'react';
import { useTexts } from '../i18n/language';
import type { Stroke } from '../ink';
import { drawInk } from './inkLook';
import classes from './Sketchpad.module.css';
import type { Sheet } from './sketch';
import { usePen } from './usePen';

interface SketchpadProps {
  sheet: Sheet;
  /** What it is for screen readers, and how to use it. */
  label: string;
  help: string;
  testId?: string;
  strokes: readonly Stroke[];
  penWidth: number;
  /** All ink there is, the stroke being written included, after every movement of the pen. */
  onInk: (strokes: readonly Stroke[]) => void;
  onStroke: (stroke: Stroke) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** The sheet to write on. The canvas is drawn once a frame at most, outside of React's rendering. */
export function Sketchpad({
  sheet,
  label,
  help,
  testId = 'pad',
  strokes,
  penWidth,
  onInk,
  onStroke,
  onKeyDown,
}: SketchpadProps) {
  const texts = useTexts().drawPage;
  const helpId = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const writing = useRef<Stroke | null>(null);
  const frame = useRef(0);
  const scheme = useComputedColorScheme();

  const draw = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      if (canvas.current)
        drawInk(canvas.current, { strokes, writing: writing.current, penWidth }, sheet.width);
    });
  }, [strokes, penWidth, sheet]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another colour scheme is another colour of ink
  useEffect(draw, [draw, scheme]);

  useEffect(() => {
    if (!canvas.current) return;
    const observer = new ResizeObserver(draw);
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [draw]);

  const pen = usePen({
    sheet,
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
        style={{ aspectRatio: `${sheet.width} / ${sheet.height}` }}
        role="img"
        data-testid={testId}
        aria-label={label}
        aria-describedby={helpId}
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...pen}
      />
      {strokes.length === 0 && (
        <span className={classes.hint} aria-hidden="true">
          {texts.padHint}
        </span>
      )}
      <p id={helpId} className="visually-hidden">
        {help}
      </p>
    </div>
  );
}
