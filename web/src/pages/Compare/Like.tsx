import { Button } from '@mantine/core';
import { ErrorNote, Notice } from '../../components/ErrorNote';
import { useFormats } from '../../i18n/formats';
import { usePercent, useTexts } from '../../i18n/language';
import type { Stroke } from '../../ink';
import { NAMES } from '../../sketchpad/OneDigitPad';
import classes from './Like.module.css';
import { useIndex } from './useIndex';
import { type Like as Found, useLike } from './useLike';

/** The training digits that are like one drawing, the nearest first. */
function Samples({ name, drawn, like }: { name: string; drawn: boolean; like: Found }) {
  const texts = useTexts().comparePage.like;
  const percent = usePercent();
  const { count } = useFormats();
  return (
    <div className={classes.side} data-testid={`like-${name}`}>
      <h3 className={classes.title}>{texts.of(name)}</h3>
      {like.state === 'found' ? (
        <ol className={classes.samples}>
          {like.samples.map(({ place, label, same, image }) => (
            <li key={place}>
              <img
                src={image}
                width="28"
                height="28"
                className={`pixels ${classes.image}`}
                alt={texts.sample(String(label), percent(same))}
                title={texts.place(count(place))}
              />
              <span className={classes.label} aria-hidden="true">
                {label}
              </span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="muted small">{drawn ? '…' : texts.none}</p>
      )}
    </div>
  );
}

interface NotSearchedProps {
  error: unknown;
  onAgain: () => void;
}

/** Why there are no digits to show, and what to do about it. */
function NotSearched({ error, onAgain }: NotSearchedProps) {
  const texts = useTexts().comparePage.like;
  return (
    <div className={classes.failed} data-testid="like-failed">
      {typeof error === 'string' ? <Notice>{error}</Notice> : <ErrorNote error={error} />}
      {typeof error === 'string' && <p className="small">{texts.howTo}</p>}
      <Button variant="default" onClick={onAgain}>
        {texts.again}
      </Button>
    </div>
  );
}

/** The training digits that are like each of the two drawings. */
export function Like({ drawings }: { drawings: readonly [readonly Stroke[], readonly Stroke[]] }) {
  const [first, second] = drawings;
  const texts = useTexts().comparePage.like;
  const { index, again } = useIndex(first.length + second.length > 0);
  const ready = index.state === 'ready';
  const both = [useLike(first, ready), useLike(second, ready)] as const;
  const failed = [index, ...both].find(({ state }) => state === 'failed');
  return (
    <>
      {index.state === 'indexing' && <Notice>{texts.indexing}</Notice>}
      {failed?.state === 'failed' && <NotSearched error={failed.error} onAgain={again} />}
      <div className={classes.sides}>
        {([0, 1] as const).map((hand) => (
          <Samples
            key={NAMES[hand]}
            name={NAMES[hand] ?? ''}
            drawn={drawings[hand].length > 0}
            like={both[hand]}
          />
        ))}
      </div>
    </>
  );
}
