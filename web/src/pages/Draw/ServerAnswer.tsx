import type { Classified } from '../../api/types';
import type { ServerState } from '../../api/useHealth';
import { ErrorNote, Notice } from '../../components/ErrorNote';
import { Correction } from '../../correction/Correction';
import { isOneDigit } from '../../correction/said';
import { useCorrection } from '../../correction/useCorrection';
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

interface MistakeProps {
  id: string;
  read: string;
  onRefused: () => void;
}

/** Where a person says that the server read a kept drawing wrongly, or rightly. */
function Mistake({ id, read, onRefused }: MistakeProps) {
  const texts = useTexts().correction;
  const { said, error, say } = useCorrection(id, null, onRefused);
  const noted = said === null ? '' : said === read ? texts.confirmed : texts.corrected(said);
  return (
    <div className={classes.mistake} data-testid="mistake">
      <p className="muted small" role="status">
        {noted || (isOneDigit(read) ? texts.tap : texts.write)}
      </p>
      <Correction read={read} said={said} onSay={say} />
      {error !== null && <ErrorNote error={error} />}
    </div>
  );
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
  return (
    <section className={`card ${classes.panel}`} aria-labelledby="server-title">
      <h2 id="server-title">{texts.serverAnswer}</h2>
      <div className={classes.content} aria-live="polite" aria-busy={prediction.state === 'asking'}>
        <Content prediction={prediction} />
      </div>
      {id !== null && <Mistake key={id} id={id} read={text} onRefused={refresh} />}
      <Keeping health={health} />
    </section>
  );
}
