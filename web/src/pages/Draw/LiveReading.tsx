import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'wouter';
import { Alternatives } from '../../components/Alternatives';
import { PixelPicture } from '../../components/PixelPicture';
import { Probabilities } from '../../components/Probabilities';
import { usePercent, useTexts } from '../../i18n/language';
import type { LocalDigit, ModelChoice } from '../../inference/protocol';
import { isGone } from '../../models/choice';
import { textOf } from '../../reading/number';
import { useSureness } from '../../reading/useSureness';
import classes from './LiveReading.module.css';
import type { ModelState } from './useLiveReading';

/** Milliseconds of rest before the number is spoken, or each movement of the pen would be. */
const SPEAK_AFTER = 700;

function Spoken({ digits }: { digits: LocalDigit[] }) {
  const texts = useTexts().drawPage;
  const sureness = useSureness();
  const now = digits.length > 0 ? texts.announce(textOf(digits), sureness(digits)) : '';
  const [spoken] = useDebouncedValue(now, SPEAK_AFTER);
  return (
    <p role="status" className="visually-hidden">
      {spoken}
    </p>
  );
}

interface PickerProps {
  digits: LocalDigit[];
  chosen: number;
  onChoose: (index: number) => void;
}

/** What the model saw, one button a digit: the chosen one has its probabilities shown. */
function DigitPicker({ digits, chosen, onChoose }: PickerProps) {
  const texts = useTexts();
  const percent = usePercent();
  return (
    <fieldset className={classes.picker}>
      <legend className="muted small">{texts.drawPage.saw}</legend>
      {digits.map((digit, index) => {
        const value = digit.value === null ? texts.digit.unreadable : String(digit.value);
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: digits are known by their place in the number
            key={index}
            type="button"
            className={classes.digit}
            aria-pressed={index === chosen}
            aria-label={texts.digit.name(value, percent(digit.confidence))}
            data-testid="digit"
            onClick={() => onChoose(index)}
          >
            <PixelPicture pixels={digit.picture} />
          </button>
        );
      })}
    </fieldset>
  );
}

function ChosenDigit({ digits }: { digits: LocalDigit[] }) {
  const [choice, setChoice] = useState({ index: 0, of: 0 });
  // A choice holds as long as the number has as many digits; else the last one, the newest mostly, is shown.
  const chosen = choice.of === digits.length ? choice.index : digits.length - 1;
  const digit = digits[chosen];
  if (!digit) return null;
  return (
    <>
      <DigitPicker
        digits={digits}
        chosen={chosen}
        onChoose={(index) => setChoice({ index, of: digits.length })}
      />
      <Probabilities of={digit} />
      <Alternatives of={digit} />
    </>
  );
}

function Hint({ state }: { state: ModelState }) {
  const texts = useTexts().drawPage;
  const hints = { loading: texts.modelLoading, ready: texts.liveEmpty, failed: texts.modelFailed };
  return <p className="muted">{hints[state]}</p>;
}

interface ReaderProps {
  model: string | null;
  choice: ModelChoice;
}

/** Which model reads, and the way to another one. */
function Reader({ model, choice }: ReaderProps) {
  const texts = useTexts().drawPage;
  const version = model ?? choice;
  return (
    <div className="muted small">
      <p className={classes.reader}>
        {version && <span data-testid="model">{texts.readBy(version)}</span>}
        <Link href="/models" className={classes.change}>
          {texts.chooseModel}
        </Link>
      </p>
      {choice !== null && isGone(choice, model) && <p role="status">{texts.modelGone(choice)}</p>}
    </div>
  );
}

interface LiveReadingProps extends ReaderProps {
  digits: LocalDigit[];
  state: ModelState;
}

/** What the model in the browser makes of the ink, while it is written. */
export function LiveReading({ digits, state, model, choice }: LiveReadingProps) {
  const texts = useTexts();
  const sureness = useSureness();
  const some = digits.length > 0;
  return (
    <section className={`card ${classes.panel}`} aria-labelledby="live-title">
      <div>
        <h2 id="live-title">{texts.drawPage.live}</h2>
        <p className="muted small">{texts.drawPage.liveNote}</p>
        <Reader model={model} choice={choice} />
      </div>
      <div className={classes.result}>
        <output className={classes.number} data-testid="number" aria-live="off">
          {textOf(digits)}
        </output>
        {some ? <p className="muted">{sureness(digits)}</p> : <Hint state={state} />}
      </div>
      <Spoken digits={digits} />
      <ChosenDigit digits={digits} />
    </section>
  );
}
