import { Button } from '@mantine/core';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import { fetchSample, type SampleDetail } from '../../api/explore';
import { useAnswer } from '../../api/useAnswer';
import { ErrorNote } from '../../components/ErrorNote';
import { Probabilities } from '../../components/Probabilities';
import { useFormats } from '../../i18n/formats';
import { usePercent, useTexts } from '../../i18n/language';
import { useExploring, useImages } from './context';
import { Heat } from './Heat';
import { inProportion } from './heat';
import { Picture } from './Picture';
import { reasonsFor } from './reasons';
import classes from './SampleDialog.module.css';
import { Thumb } from './Thumb';
import { useSampleName } from './useSampleName';

/** The training images that the model finds most alike. */
function AlikeRow({ detail, onIndex }: { detail: SampleDetail; onIndex: (index: number) => void }) {
  const texts = useTexts().explorePage.sample;
  const nameOf = useSampleName();
  const imageOf = useImages(useMemo(() => detail.alike.map(({ index }) => index), [detail]));
  if (detail.alike.length === 0) return null;
  return (
    <div>
      <h3 className={classes.title}>{texts.alike}</h3>
      <ol className={classes.alike}>
        {detail.alike.map((sample) => (
          <li key={sample.index}>
            <Thumb
              pixels={imageOf(sample.index)}
              name={nameOf(sample)}
              caption={sample.label}
              onOpen={() => onIndex(sample.index)}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Reasons({ detail }: { detail: SampleDetail }) {
  const texts = useTexts().explorePage.sample;
  const percent = usePercent();
  const threshold = useExploring().atlas.statistics.model?.threshold ?? null;
  const reasons = reasonsFor(detail, threshold);
  return (
    <div>
      <h3 className={classes.title}>{texts.why}</h3>
      <ul className={classes.reasons} data-testid="why">
        {detail.answer === detail.label && <li>{texts.right}</li>}
        {reasons.map((reason) => (
          <li key={JSON.stringify(reason)}>
            {reason.kind === 'doubtful' && texts.doubtful(detail.label, reason.guess)}
            {reason.kind === 'votes' && texts.votes(reason.count, reason.of, reason.digit)}
            {reason.kind === 'unreadable' && texts.unreadable(percent(reason.threshold))}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is known of an image: the answer, what speaks for it, and what is alike. */
function Detail({ detail, onIndex }: { detail: SampleDetail; onIndex: (index: number) => void }) {
  const page = useTexts().explorePage;
  const texts = page.sample;
  const percent = usePercent();
  const imageOf = useImages(useMemo(() => [detail.index], [detail]));
  const heat = useMemo(() => inProportion(detail.saliency.flat()), [detail]);
  const alternatives = useMemo(() => [{ value: detail.answer, confidence: detail.confidence }], [detail]);
  const wrong = detail.answer !== detail.label;
  return (
    <div className={classes.detail}>
      <dl className={classes.facts}>
        <div>
          <dt className="muted small">{texts.label}</dt>
          <dd className={classes.large}>{detail.label}</dd>
        </div>
        <div>
          <dt className="muted small">{texts.answer}</dt>
          <dd className={classes.large} data-wrong={wrong || undefined}>
            {detail.answer} <span className="muted small">{percent(detail.confidence)}</span>
          </dd>
        </div>
        <div>
          <dt className="muted small">{texts.part}</dt>
          <dd>{page.parts[detail.part]}</dd>
        </div>
      </dl>
      <div className={classes.columns}>
        <figure>
          <Picture pixels={imageOf(detail.index)} name={texts.picture} />
          <figcaption className="muted small">{texts.picture}</figcaption>
        </figure>
        <figure data-testid="saliency">
          <Heat values={heat} pixels={imageOf(detail.index)} name={texts.saliency} />
          <figcaption className="muted small">{texts.saliency}</figcaption>
        </figure>
        <div>
          <h3 className={classes.title}>{texts.probabilities}</h3>
          <Probabilities of={{ alternatives, probabilities: detail.probabilities }} />
        </div>
      </div>
      <p className="muted small">{texts.saliencyHelp}</p>
      <Reasons detail={detail} />
      <AlikeRow detail={detail} onIndex={onIndex} />
    </div>
  );
}

interface SampleDialogProps {
  index: number;
  /** The images to leaf through. */
  among: readonly number[];
  onIndex: (index: number, among: readonly number[]) => void;
  onClose: () => void;
}

/** One image with all that is known of it; the arrow keys leaf through the list it comes from. */
export function SampleDialog({ index, among, onIndex, onClose }: SampleDialogProps) {
  const page = useTexts();
  const texts = page.explorePage.sample;
  const { count } = useFormats();
  const { subject } = useExploring().atlas;
  const dialog = useRef<HTMLDialogElement>(null);
  const answer = useAnswer(useCallback(() => fetchSample(subject, index), [subject, index]));
  useEffect(() => dialog.current?.showModal(), []);

  const place = among.indexOf(index);
  const [before, after] = [among[place - 1], place < 0 ? undefined : among[place + 1]];
  const go = (to: number | undefined) => {
    if (to !== undefined) onIndex(to, among);
  };
  const leaf = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') go(before);
    else if (event.key === 'ArrowRight') go(after);
  };
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby="sample-title"
      onClose={onClose}
      onKeyDown={leaf}
    >
      <div className={classes.head}>
        <h2 id="sample-title">{texts.title(count(index))}</h2>
        <div className={classes.buttons}>
          <Button variant="default" size="xs" disabled={before === undefined} onClick={() => go(before)}>
            {texts.previous}
          </Button>
          <Button variant="default" size="xs" disabled={after === undefined} onClick={() => go(after)}>
            {texts.next}
          </Button>
          <Button variant="default" size="xs" autoFocus onClick={() => dialog.current?.close()}>
            {texts.close}
          </Button>
        </div>
      </div>
      {answer.state === 'asking' && <p className={`muted ${classes.waiting}`}>{page.loading}</p>}
      {answer.state === 'failed' && <ErrorNote error={answer.error} />}
      {answer.state === 'answered' && (
        // What is alike need not be in the list: one can go back to the image that one came from.
        <Detail detail={answer.value} onIndex={(other) => onIndex(other, [index, other])} />
      )}
    </dialog>
  );
}
