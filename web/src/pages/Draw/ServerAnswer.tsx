import { useCallback } from 'react';
import { correctDrawing } from '../../api/client';
import type { Classified } from '../../api/types';
import type { ServerState } from '../../api/useHealth';
import { ErrorNote, Notice } from '../../components/ErrorNote';
import { Mistake } from '../../correction/Mistake';
import type { Said } from '../../correction/said';
import { useLanguage, useTexts } from '../../i18n/language';
import { useSureness } from '../../reading/useSureness';
import classes from './ServerAnswer.module.css';
import type { Prediction } from './usePrediction';

function Answer({ answer }: { answer: Classified }) {
  const texts = useTexts();
  const sureness = useSureness();
  const { language } = useLanguage();
  const milliseconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(
    answer.milliseconds,
  );
  return (
    <>
      {answer.digits.length > 0 ? (
        <div className={classes.answer}>
          <span className={classes.number} data-testid="server-answer">
            {answer.text}
          </span>
          <p className="muted small">
            {sureness(answer.digits)} · {milliseconds} ms · {answer.model}
          </p>
        </div>
      ) : (
        <p data-testid="server-answer">{texts.drawPage.nothingFound}</p>
      )}
      <p className="small" data-testid="kept">
        {answer.kept ? texts.drawPage.kept : texts.drawPage.notKept}
      </p>
    </>
  );
}

function Content({ prediction }: { prediction: Prediction }) {
  const texts = useTexts();
  switch (prediction.state) {
    case 'none':
      return <p className="muted">{texts.drawPage.serverHint}</p>;
    case 'asking':
      return <p className="muted">{texts.loading}</p>;
    case 'nothing-drawn':
      return <p>{texts.drawPage.nothingDrawn}</p>;
    case 'failed':
      return <ErrorNote error={prediction.error} />;
    case 'answered':
      return <Answer answer={prediction.answer} />;
  }
}

/** Says plainly whether what is sent is kept. */
function Keeping({ health }: Pick<ServerState, 'health'>) {
  const { drawPage: texts, keepingAway } = useTexts();
  if (health === undefined) return null;
  if (health === null) return <p className="muted small">{texts.keepingUnknown}</p>;
  if (health.status === 'degraded') return <Notice>{keepingAway}</Notice>;
  return (
    <p className="muted small" data-testid="keeping">
      {health.keeping ? texts.keepingOn : texts.keepingOff}
    </p>
  );
}

interface ServerAnswerProps {
  prediction: Prediction;
  server: ServerState;
}

export function ServerAnswer({ prediction, server: { health, refresh } }: ServerAnswerProps) {
  const texts = useTexts().drawPage;
  const { id = null, text = '' } = prediction.state === 'answered' ? prediction.answer : {};
  const send = useCallback(async (said: Said) => id && correctDrawing(id, said), [id]);
  return (
    <section className={`card ${classes.panel}`} aria-labelledby="server-title">
      <h2 id="server-title">{texts.serverAnswer}</h2>
      <div className={classes.content} aria-live="polite" aria-busy={prediction.state === 'asking'}>
        <Content prediction={prediction} />
      </div>
      {id !== null && <Mistake key={id} read={text} send={send} onRefused={refresh} />}
      <Keeping health={health} />
    </section>
  );
}
