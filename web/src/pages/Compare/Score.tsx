import { useDebouncedValue } from '@mantine/hooks';
import type { Space } from '../../api/spaces';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import classes from './Score.module.css';
import { shown, verdictOf } from './verdict';

/** Milliseconds of rest before the score is spoken. */
const SPEAK_AFTER = 700;

interface ScoreProps {
  /** Probability that both are the same digit; null until both are drawn. */
  score: number | null;
  space: Space | null;
}

function Spoken({ score }: Pick<ScoreProps, 'score'>) {
  const texts = useTexts().comparePage;
  const format = useFormats();
  const now = score === null ? '' : `${texts.verdicts[verdictOf(score)]} ${format.decimals(shown(score), 3)}`;
  const [spoken] = useDebouncedValue(now, SPEAK_AFTER);
  return (
    <p role="status" className="visually-hidden">
      {spoken}
    </p>
  );
}

/** How probable it is that both drawings are the same digit, while they are drawn. */
export function Score({ score, space }: ScoreProps) {
  const texts = useTexts().comparePage;
  const format = useFormats();
  const { accuracy, pairs } = space?.card.test ?? {};
  return (
    <section className={`card ${classes.score}`} aria-labelledby="score-title">
      <h2 id="score-title">{texts.score}</h2>
      <p className={classes.number} data-testid="score" data-value={score ?? undefined}>
        {score === null ? '–' : format.decimals(shown(score), 3)}
      </p>
      <div className={classes.scale}>
        <div className={classes.track} aria-hidden="true">
          {score !== null && <span className={classes.mark} style={{ left: `${shown(score) * 100}%` }} />}
        </div>
        <p className={classes.ends} aria-hidden="true">
          <span>{texts.different}</span>
          <span>{texts.same}</span>
        </p>
      </div>
      <p className={classes.verdict} data-verdict={score === null ? undefined : verdictOf(score)}>
        {score === null ? texts.drawBoth : texts.verdicts[verdictOf(score)]}
      </p>
      <Spoken score={score} />
      <p className="muted small">
        {texts.scoreNote}{' '}
        {accuracy !== undefined &&
          texts.accuracy(format.share(accuracy), format.count(pairs ?? 0), space?.version ?? '')}
      </p>
    </section>
  );
}
