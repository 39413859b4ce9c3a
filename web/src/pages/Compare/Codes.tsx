import type { Judge } from '../../api/spaces';
import { PixelPicture } from '../../components/PixelPicture';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import type { Code, Looked } from '../../inference/protocol';
import { NAMES } from '../../sketchpad/OneDigitPad';
import { apart, distanceOf, reasons } from '../../spaces/judge';
import { CodeBars } from './CodeBars';
import classes from './Codes.module.css';
import { CodeTable } from './CodeTable';

/** Values that are named as the ones that differ most. */
const NAMED = 3;

/** Places of the largest values, the largest first. */
function largest(values: Code): number[] {
  return values
    .map((_, index) => index)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
    .slice(0, NAMED);
}

/** How far apart the codes are, and where. */
function Difference({ first, second, judge }: { first: Code; second: Code; judge: Judge }) {
  const texts = useTexts().comparePage.codes;
  const format = useFormats();
  const against = reasons(first, second, judge);
  const most = largest(apart(first, second)).map((index) => String(index + 1));
  return (
    <div className={classes.row}>
      <p className={classes.name}>{texts.reasons}</p>
      <CodeBars values={against} label={texts.reasonsLabel} kind="reasons" />
      <p className={`small ${classes.note}`} data-testid="distance">
        {texts.distance(format.decimals(distanceOf(first, second), 2), most.join(', '))}
      </p>
    </div>
  );
}

interface CodesProps {
  first: Looked | null;
  second: Looked | null;
  judge: Judge | undefined;
}

/** The codes of both drawings one below the other, and what their differences say. */
export function Codes({ first, second, judge }: CodesProps) {
  const texts = useTexts().comparePage.codes;
  if (!first && !second) return <p className="muted">{texts.none}</p>;
  return (
    <div className={classes.codes}>
      {[first, second].map((looked, hand) => (
        <div key={NAMES[hand]} className={classes.row}>
          <div className={classes.name}>
            <span>{NAMES[hand]}</span>
            {looked && (
              <span className={classes.saw} title={texts.saw}>
                <PixelPicture pixels={looked.picture} />
              </span>
            )}
          </div>
          {looked ? (
            <CodeBars
              values={looked.code}
              label={texts.label(NAMES[hand] ?? '', looked.code.length)}
              kind={hand === 0 ? 'first' : 'second'}
            />
          ) : (
            <p className="muted small">{texts.notDrawn}</p>
          )}
        </div>
      ))}
      {first && second && judge && (
        <>
          <Difference first={first.code} second={second.code} judge={judge} />
          <CodeTable first={first.code} second={second.code} judge={judge} />
        </>
      )}
    </div>
  );
}
