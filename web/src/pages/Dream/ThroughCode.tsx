import { useMemo } from 'react';
import type { Space } from '../../api/spaces';
import { Help } from '../../components/Help';
import { PixelPicture } from '../../components/PixelPicture';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import type { Looked } from '../../inference/protocol';
import type { Stroke } from '../../ink';
import type { Hand } from '../../sketchpad/examples';
import { NAMES, OneDigitPad } from '../../sketchpad/OneDigitPad';
import type { Pair } from '../../sketchpad/usePair';
import { errorOf, greysOf } from '../../spaces/picture';
import { useDrawn } from '../../spaces/useDrawn';
import type { Look } from '../../spaces/useLook';
import { CostBar } from './CostBar';
import classes from './ThroughCode.module.css';

interface CostProps {
  /** Nats of the code, and of what the code does not tell. */
  rate: number;
  error: number;
  /** What a test digit costs on average, in nats. */
  usual: number | undefined;
}

/** What a drawing costs, in words. */
function Cost({ rate, error, usual }: CostProps) {
  const { help, dreamPage } = useTexts();
  const texts = dreamPage.code;
  const { count } = useFormats();
  const whole = rate + error;
  return (
    <div className={classes.cost} data-testid="cost" data-rate={rate} data-error={error}>
      <p className={classes.costLine}>
        <span>{texts.cost(count(whole))}</span>
        <Help label={help(texts.nats)} text={texts.natsHelp} />
      </p>
      <CostBar rate={rate} error={error} usual={usual} />
      <p className="muted small">
        {texts.parts(count(rate), count(error))} {usual !== undefined && texts.usual(count(usual))}
      </p>
    </div>
  );
}

/** What the network saw of a drawing, what came out again, and what that cost. */
function Through({ looked, usual }: { looked: Looked; usual: number | undefined }) {
  const texts = useTexts().dreamPage.code;
  const { code, picture, rate } = looked;
  const wanted = useMemo(() => [code], [code]);
  const { pictures } = useDrawn('vae', wanted);
  const out = pictures?.[0];
  const reconstruction = useMemo(() => out && greysOf(out), [out]);
  return (
    <>
      <div className={classes.pictures}>
        <figure>
          <PixelPicture pixels={picture} />
          <figcaption className="muted small">{texts.saw}</figcaption>
        </figure>
        <span className={classes.arrow} aria-hidden="true">
          →
        </span>
        <figure data-testid="reconstruction">
          {reconstruction ? <PixelPicture pixels={reconstruction} /> : <div className={classes.awaited} />}
          <figcaption className="muted small">{texts.out}</figcaption>
        </figure>
      </div>
      {out && rate !== null && <Cost rate={rate} error={errorOf(picture, out)} usual={usual} />}
    </>
  );
}

interface ThroughCodeProps {
  pair: Pair;
  looks: readonly [Look, Look];
  onMap: readonly [Look, Look];
  space: Space | null;
}

/** Two drawings that go through a code of a few numbers. */
export function ThroughCode({ pair, looks, onMap, space }: ThroughCodeProps) {
  const texts = useTexts().dreamPage.code;
  const usual = space?.card.test?.cost;
  return (
    <div className={classes.sides}>
      {([0, 1] satisfies Hand[]).map((hand) => {
        const { output, look } = looks[hand];
        const onInk = (strokes: readonly Stroke[]) => {
          look(strokes);
          onMap[hand].look(strokes);
        };
        return (
          <div key={NAMES[hand]} className={classes.side} data-testid={`through-${NAMES[hand]}`}>
            <OneDigitPad {...pair[hand]} hand={hand} onInk={onInk} />
            {output ? <Through looked={output} usual={usual} /> : <p className="muted small">{texts.none}</p>}
          </div>
        );
      })}
    </div>
  );
}
