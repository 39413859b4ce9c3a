import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useEffect } from 'react';
import { PixelPicture } from '../../../components/PixelPicture';
import { useFormats } from '../../../i18n/formats';
import { usePercent, useTexts } from '../../../i18n/language';
import { inkReader } from '../../../inference/client';
import type { ModelChoice } from '../../../inference/protocol';
import { useLatest } from '../../../inference/useLatest';
import { codeAt, type Place } from '../../../spaces/codes';
import classes from './Dreamt.module.css';

/** Milliseconds of rest before a picture is read, and before that is spoken. */
const READ_AFTER = 80;
const SPEAK_AFTER = 500;

/** What the model of the sketchpad reads a picture as, in words; empty until it is read. */
function useReadAs(picture: Uint8Array | null, choice: ModelChoice): string {
  const texts = useTexts();
  const percent = usePercent();
  const run = useCallback((one: Uint8Array) => inkReader.name(choice, [one]), [choice]);
  const { output, offer } = useLatest(run, READ_AFTER);
  useEffect(() => offer(picture), [picture, offer]);
  const [read] = output ?? [];
  if (!read) return '';
  const value = read.value === null ? texts.digit.unreadable : String(read.value);
  return texts.dreamPage.map.readAs(texts.digit.name(value, percent(read.confidence)));
}

interface DreamtProps {
  picture: Uint8Array | null;
  place: Place;
  choice: ModelChoice;
  labels: readonly Place[];
  onPlace: (place: Place) => void;
}

/** The digit that is drawn at a place of the map. */
export function Dreamt({ picture, place, choice, labels, onPlace }: DreamtProps) {
  const texts = useTexts().dreamPage.map;
  const format = useFormats();
  const read = useReadAs(picture, choice);
  const [spoken] = useDebouncedValue(read, SPEAK_AFTER);
  const [x = 0, y = 0] = codeAt(place);
  return (
    <div className={classes.dreamt}>
      <div className={classes.picture} data-testid="dreamt">
        {picture && <PixelPicture pixels={picture} />}
      </div>
      <div className={classes.told}>
        <p data-testid="read-as" className={classes.read}>
          {read || '…'}
        </p>
        <p className="muted small" data-testid="place">
          {texts.numbers(format.decimals(x, 2), format.decimals(y, 2))}
        </p>
        <p role="status" className="visually-hidden">
          {spoken}
        </p>
      </div>
      <fieldset className={classes.jumps}>
        <legend className="muted small">{texts.jump}</legend>
        {labels.map((one, digit) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the digit itself
            key={digit}
            type="button"
            className={classes.jump}
            aria-label={texts.to(digit)}
            onClick={() => onPlace(one)}
          >
            {digit}
          </button>
        ))}
      </fieldset>
      <p className="muted small">{texts.note}</p>
    </div>
  );
}
