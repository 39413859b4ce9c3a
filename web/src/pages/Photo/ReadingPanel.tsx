import { Loader } from '@mantine/core';
import { useRef } from 'react';
import type { Reading } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
import { useLanguage, useTexts } from '../../i18n/language';
import classes from './ReadingPanel.module.css';

function Summary({ reading }: { reading: Reading }) {
  const { photoPage: texts, digit } = useTexts();
  const { language } = useLanguage();
  const milliseconds = new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(
    reading.milliseconds,
  );
  const unreadable = reading.digits.filter(({ value }) => value === null).length;
  return (
    <p className="muted small" data-testid="summary">
      {texts.summary(texts.digits(reading.digits.length), milliseconds)}
      {unreadable > 0 && `, ${digit.unreadableCount(unreadable)}`}
    </p>
  );
}

function TextRead({ reading }: { reading: Reading }) {
  const texts = useTexts().photoPage;
  const output = useRef<HTMLPreElement>(null);
  if (reading.digits.length === 0) return <p data-testid="photo-nothing">{texts.nothingFound}</p>;
  return (
    <>
      <pre ref={output} className={classes.text} data-testid="photo-text">
        {reading.text}
      </pre>
      <div>
        <CopyButton text={reading.text} source={output} />
      </div>
    </>
  );
}

/** The text of the photo, or why there is none yet. */
export function ReadingPanel({ reading, busy }: { reading: Reading | null; busy: boolean }) {
  const texts = useTexts().photoPage;
  return (
    <section className={`card ${classes.panel}`} aria-labelledby="reading-title">
      <div className={classes.head}>
        <h2 id="reading-title">{texts.result}</h2>
        {busy && <Loader size={18} aria-label={texts.reading} role="img" />}
      </div>
      <div className={classes.content} aria-live="polite" aria-busy={busy}>
        {reading ? <TextRead reading={reading} /> : busy && <p className="muted">{texts.reading}</p>}
      </div>
      {reading && <Summary reading={reading} />}
    </section>
  );
}
