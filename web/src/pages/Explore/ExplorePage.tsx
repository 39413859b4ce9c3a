import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { fetchStudy, SOURCES, type Source, type Subject } from '../../api/explore';
import { useAnswer } from '../../api/useAnswer';
import { ErrorNote } from '../../components/ErrorNote';
import { PageHeading } from '../../components/PageHeading';
import { useTexts } from '../../i18n/language';
import { Atlas } from './atlas';
import { Choice } from './Choice';
import classes from './ExplorePage.module.css';
import { StudyNote } from './StudyNote';
import { StudyView } from './StudyView';
import { useStudyState } from './useStudyState';

const isSource = (name: string | null): name is Source => SOURCES.some((source) => source === name);

/** What is looked at stands in the address, so that it can be shared and gone back to. */
function useAddress() {
  const [query, setQuery] = useSearchParams();
  const [source, model, wanted] = [query.get('source'), query.get('model') ?? '', query.get('digit')];
  const subject = useMemo<Subject>(
    () => ({ source: isSource(source) ? source : 'mnist', model }),
    [source, model],
  );
  const digit = wanted !== null && /^\d$/.test(wanted) ? Number(wanted) : null;
  const change = (name: string, value: string | null, replace: boolean) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace },
    );
  return {
    subject,
    digit,
    onSource: (chosen: Source) => change('source', chosen, false),
    onModel: (version: string) => change('model', version, false),
    onDigit: (chosen: number | null) => change('digit', chosen === null ? null : String(chosen), true),
  };
}

interface ContentsProps {
  subject: Subject;
  /** When the study was ready; another moment is another study. */
  made: number;
  digit: number | null;
  onDigit: (digit: number | null) => void;
}

/** The study itself, once there is one. */
function Contents({ subject, made, ...digits }: ContentsProps) {
  const texts = useTexts();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was made anew is fetched anew
  const ask = useCallback(async () => new Atlas(subject, await fetchStudy(subject)), [subject, made]);
  const answer = useAnswer(ask);
  if (answer.state === 'asking') return <p className="muted">{texts.loading}</p>;
  if (answer.state === 'failed') return <ErrorNote error={answer.error} />;
  return <StudyView atlas={answer.value} {...digits} />;
}

/** A source of digits looked at from all sides, before and after a model. */
export default function ExplorePage() {
  const texts = useTexts().explorePage;
  const { subject, digit, onSource, onModel, onDigit } = useAddress();
  const { state, error, start } = useStudyState(subject);
  return (
    <>
      <PageHeading title={texts.title} intro={texts.intro} />
      <div className={classes.page}>
        <Choice subject={subject} onSource={onSource} onModel={onModel} />
        <StudyNote state={state} error={error} onStart={start} />
        {state?.available && <Contents subject={subject} made={state.made} digit={digit} onDigit={onDigit} />}
      </div>
    </>
  );
}
