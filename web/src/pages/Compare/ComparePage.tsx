import { fetchSpace, type Space } from '../../api/spaces';
import { useAnswer } from '../../api/useAnswer';
import { ErrorNote, Notice } from '../../components/ErrorNote';
import { PageHeading } from '../../components/PageHeading';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/language';
import { OneDigitPad } from '../../sketchpad/OneDigitPad';
import type { Pair } from '../../sketchpad/usePair';
import { sameness } from '../../spaces/judge';
import { type Look, useLook } from '../../spaces/useLook';
import { Codes } from './Codes';
import classes from './ComparePage.module.css';
import { Like } from './Like';
import { Score } from './Score';

const askSpace = () => fetchSpace('siamese');

interface ComparedProps {
  pair: Pair;
  looks: readonly [Look, Look];
  space: Space | null;
}

/** Both pads, and between them how alike the drawings are. */
function Compared({ pair: [first, second], looks: [one, other], space }: ComparedProps) {
  const judge = space?.card.judge;
  const score =
    judge && one.output && other.output ? sameness(one.output.code, other.output.code, judge) : null;
  return (
    <div className={classes.desk}>
      <OneDigitPad {...first} hand={0} onInk={one.look} />
      <Score score={score} space={space} />
      <OneDigitPad {...second} hand={1} onInk={other.look} />
    </div>
  );
}

/** How alike two drawings are, what the network makes of them, and which training digits are like them. */
export default function ComparePage({ pair }: { pair: Pair }) {
  const texts = useTexts().comparePage;
  const space = useAnswer(askSpace);
  const [first, second] = pair;
  const one = useLook('siamese', first.sketch.strokes);
  const other = useLook('siamese', second.sketch.strokes);
  return (
    <div className={classes.page}>
      <PageHeading title={texts.title} intro={texts.intro} />
      {space.state === 'failed' && <ErrorNote error={space.error} />}
      {(one.failed || other.failed) && <Notice>{texts.networkFailed}</Notice>}
      <Compared pair={pair} looks={[one, other]} space={space.state === 'answered' ? space.value : null} />
      <Section name="codes" title={texts.codes.title} intro={texts.codes.intro}>
        <Codes
          first={one.output}
          second={other.output}
          judge={space.state === 'answered' ? space.value.card.judge : undefined}
        />
      </Section>
      <Section name="like" title={texts.like.title} intro={texts.like.intro}>
        <Like drawings={[first.sketch.strokes, second.sketch.strokes]} />
      </Section>
    </div>
  );
}
