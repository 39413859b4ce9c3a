import { Button } from '@mantine/core';
import { ServerAway } from '../../api/client';
import type { StudyState } from '../../api/explore';
import { ErrorNote, Notice } from '../../components/ErrorNote';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { readable } from '../../i18n/readable';
import { secondsLeft } from './remaining';
import classes from './StudyNote.module.css';

function Running({ state }: { state: StudyState }) {
  const texts = useTexts().explorePage;
  const format = useFormats();
  const steps: Record<string, string> = texts.steps;
  const left = secondsLeft(state);
  return (
    <div className={`card ${classes.panel}`} data-testid="study-running">
      <h2>{texts.running(texts.sources[state.source])}</h2>
      <progress
        className={classes.bar}
        max={1}
        value={state.share}
        aria-label={texts.running(texts.sources[state.source])}
      />
      <p className={classes.line}>
        <span role="status">{steps[state.step] ?? readable(state.step)}</span>
        <span className="muted" data-testid="time-left">
          {left === null ? texts.noGuess : texts.left(format.minutes(left / 60))}
        </span>
      </p>
    </div>
  );
}

interface StudyNoteProps {
  /** null until it is known. */
  state: StudyState | null;
  error: unknown;
  onStart: () => void;
}

/** How the study stands, and the button that begins it. */
export function StudyNote({ state, error, onStart }: StudyNoteProps) {
  const texts = useTexts();
  const page = texts.explorePage;
  const format = useFormats();
  if (!state) return error === null ? <p className="muted">{texts.loading}</p> : <ErrorNote error={error} />;
  if (state.state === 'running')
    return (
      <>
        {error instanceof ServerAway && <Notice>{page.lost}</Notice>}
        <Running state={state} />
      </>
    );
  const source = page.sources[state.source];
  if (state.state === 'ready' && error === null)
    return (
      <div className={classes.made}>
        <p className="muted small" data-testid="study-made">
          {page.made(format.moment(new Date(state.made * 1000).toISOString()))}
        </p>
        <Button variant="subtle" size="compact-sm" onClick={onStart}>
          {page.again}
        </Button>
      </div>
    );
  return (
    <div className={`card ${classes.panel}`} data-testid="study-note">
      <h2>{state.state === 'not_run' ? page.notRun(source, state.model) : page.failed}</h2>
      {error !== null && <ErrorNote error={error} />}
      {state.error && <p role="alert">{state.error}</p>}
      <p className="muted">{state.available ? page.stale : page.notRunHelp}</p>
      <Button className={classes.button} onClick={onStart} data-testid="start">
        {state.available ? page.again : page.start}
      </Button>
    </div>
  );
}
