import { useMemo, useState } from 'react';
import { PixelPicture } from '../../components/PixelPicture';
import { RangeInput } from '../../components/RangeInput';
import { useTexts } from '../../i18n/language';
import type { Code } from '../../inference/protocol';
import { NAMES } from '../../sketchpad/OneDigitPad';
import { between } from '../../spaces/codes';
import { greysOf } from '../../spaces/picture';
import { useDrawn } from '../../spaces/useDrawn';
import classes from './Morph.module.css';

/** Hundredths of the way. */
const WAY = 100;
/** Pictures of the whole way at once. */
const STEPS = 9;

/** All of the way at once, small. */
function Strip({ first, second }: { first: Code; second: Code }) {
  const codes = useMemo(
    () => Array.from({ length: STEPS }, (_, step) => between(first, second, step / (STEPS - 1))),
    [first, second],
  );
  const { pictures } = useDrawn('vae', codes);
  return (
    <div className={classes.strip} aria-hidden="true" data-testid="strip">
      {pictures?.map((picture, step) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pictures are known by their step on the way
        <PixelPicture key={step} pixels={greysOf(picture)} />
      ))}
    </div>
  );
}

function Way({ first, second }: { first: Code; second: Code }) {
  const texts = useTexts().dreamPage.morph;
  const [way, setWay] = useState(WAY / 2);
  const codes = useMemo(() => [between(first, second, way / WAY)], [first, second, way]);
  const { pictures } = useDrawn('vae', codes);
  const drawn = pictures?.[0];
  const picture = useMemo(() => drawn && greysOf(drawn), [drawn]);
  return (
    <div className={classes.morph}>
      <div className={classes.picture} data-testid="morphed">
        {picture && <PixelPicture pixels={picture} />}
      </div>
      <div className={classes.controls}>
        <RangeInput
          label={texts.slider(...NAMES)}
          help={texts.help}
          testId="way"
          minimum={0}
          maximum={WAY}
          step={1}
          value={way}
          onChange={setWay}
        />
        <Strip first={first} second={second} />
      </div>
    </div>
  );
}

/** One drawing turns into the other. */
export function Morph({ first, second }: { first: Code | null; second: Code | null }) {
  const texts = useTexts().dreamPage.morph;
  if (!first || !second) return <p className="muted">{texts.none}</p>;
  return <Way first={first} second={second} />;
}
