import { Loader } from '@mantine/core';
import { useRef } from 'react';
import type { Reading } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
import { Mistake } from '../../correction/Mistake';
import type { Said } from '../../correction/said';
import { useLanguage, useTexts } from '../../i18n/language';
import { Beside } from './Beside';
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
      <Beside reading={reading} />
      <div>
        <CopyButton text={reading.text} source={output} />
      </div>
    </>
  );
}

interface ReadingPanelProps {
  reading: Reading | null;
  busy: boolean;
  /** Tells the server what the photo says. */
  onSay: (said: Said) => Promise<unknown>;
}

/** The text of the photo, or why there is none yet; and where a person says what it is. */
export function ReadingPanel({ reading, busy, onSay }: ReadingPanelProps) {
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
      {reading && !busy && reading.digits.length > 0 && (
        <div className={classes.mistake}>
          <Mistake read={reading.text} send={onSay} />
          <p className="muted small">{texts.keeps}</p>
        </div>
      )}
    </section>
  );
}
