import { useComputedColorScheme } from '@mantine/core';
import { type PointerEvent, useEffect, useId, useRef } from 'react';
import { useTexts } from '../../../i18n/language';
import type { ModelChoice } from '../../../inference/protocol';
import { NAMES } from '../../../sketchpad/OneDigitPad';
import type { Place } from '../../../spaces/codes';
import { paintMosaic } from './mosaic';
import { moved, onMap } from './move';
import classes from './Plane.module.css';
import { useMosaic } from './useMosaic';

interface PlaneProps {
  place: Place;
  onPlace: (place: Place) => void;
  /** Where each digit lies on average. */
  labels: readonly Place[];
  /** Where the two drawings lie. */
  marks: readonly (Place | null)[];
  choice: ModelChoice;
}

const at = ([x, y]: Place) => ({ left: `${x * 100}%`, top: `${y * 100}%` });

/** The map itself: small digits all over it, and where one is. */
export function Plane({ place, onPlace, labels, marks, choice }: PlaneProps) {
  const texts = useTexts().dreamPage.map;
  const helpId = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const mosaic = useMosaic(choice);

  useEffect(() => {
    if (canvas.current && mosaic) paintMosaic(canvas.current, mosaic, scheme);
  }, [mosaic, scheme]);

  const follow = ({ clientX, clientY, currentTarget }: PointerEvent) => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    onPlace(onMap([(clientX - left) / width, (clientY - top) / height]));
  };
  return (
    <div className={classes.plane}>
      <canvas
        ref={canvas}
        className={classes.canvas}
        role="img"
        aria-label={texts.canvas}
        aria-describedby={helpId}
        tabIndex={0}
        data-testid="plane"
        data-read={(mosaic && mosaic.digits.length > 0) || undefined}
        onPointerDown={follow}
        onPointerMove={follow}
        onKeyDown={(event) => {
          const next = moved(place, event.key, event.shiftKey);
          if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          onPlace(next);
        }}
      />
      <p id={helpId} className="visually-hidden">
        {texts.help}
      </p>
      <div className={classes.over} aria-hidden="true">
        {labels.map((one, digit) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the digit itself
          <span key={digit} className={classes.label} style={at(one)}>
            {digit}
          </span>
        ))}
        {marks.map(
          (one, hand) =>
            one && (
              <span
                key={NAMES[hand]}
                className={classes.mark}
                data-hand={hand}
                data-testid={`mark-${NAMES[hand]}`}
                style={at(onMap(one))}
              >
                {NAMES[hand]}
              </span>
            ),
        )}
        <span className={classes.here} style={at(place)} data-testid="here" />
      </div>
    </div>
  );
}
