import { useCallback, useEffect, useState } from 'react';
import { fetchStudyState, type StudyState, type Subject, startStudy } from '../../api/explore';

/** Milliseconds between two questions while a study is being made. */
const PAUSE = 1000;

type Known = { subject: Subject; state: StudyState | null; error: unknown };

/** How far a study is, asked again and again while it is being made; `subject` is kept between renderings. */
export function useStudyState(subject: Subject) {
  const [known, setKnown] = useState<Known>();
  const here = known?.subject === subject ? known : undefined;

  const ask = useCallback(
    (question: (about: Subject) => Promise<StudyState>) => {
      let dropped = false;
      const note = (news: Omit<Known, 'subject'>) => {
        if (!dropped) setKnown({ subject, ...news });
      };
      question(subject).then(
        (state) => note({ state, error: null }),
        (error: unknown) =>
          setKnown((before) => {
            if (dropped) return before;
            return { subject, state: before?.subject === subject ? before.state : null, error };
          }),
      );
      return () => {
        dropped = true;
      };
    },
    [subject],
  );

  useEffect(() => ask(fetchStudyState), [ask]);
  const running = here?.state?.state === 'running';
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer, and each failure, is followed by another question
  useEffect(() => {
    if (!running) return;
    let stop = () => {};
    const timer = setTimeout(() => {
      stop = ask(fetchStudyState);
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [running, ask, known]);

  const start = useCallback(() => void ask(startStudy), [ask]);
  return { state: here?.state ?? null, error: here?.error ?? null, start };
}
