import { useCallback, useMemo, useState } from 'react';
import { useTexts } from '../../i18n/language';
import { Alike } from './Alike';
import { Answers } from './Answers';
import type { Atlas } from './atlas';
import { Balance } from './Balance';
import { Browse } from './Browse';
import { Components } from './Components';
import { type Exploring, ExploringContext } from './context';
import { DigitPicker } from './DigitPicker';
import { Doubts } from './Doubts';
import { Groups } from './Groups';
import { Means } from './Means';
import { Measures } from './Measures';
import { MapSection } from './map/MapSection';
import { SampleDialog } from './SampleDialog';
import classes from './StudyView.module.css';

/** In the order of a lesson: first the images, then groups in them, then a model. */
const SECTIONS = [
  ['balance', Balance],
  ['means', Means],
  ['measures', Measures],
  ['browse', Browse],
  ['alike', Alike],
  ['doubts', Doubts],
  ['components', Components],
  ['groups', Groups],
  ['map', MapSection],
  ['answers', Answers],
] as const;

interface StudyViewProps {
  atlas: Atlas;
  digit: number | null;
  onDigit: (digit: number | null) => void;
}

/** Everything that a study found; the digit chosen on top is looked at everywhere. */
export function StudyView({ atlas, digit, onDigit }: StudyViewProps) {
  const texts = useTexts().explorePage;
  const [opened, setOpened] = useState<{ index: number; among: readonly number[] } | null>(null);
  const onOpen = useCallback((index: number, among: readonly number[]) => setOpened({ index, among }), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: onDigit only changes the address
  const exploring = useMemo<Exploring>(() => ({ atlas, digit, onDigit, onOpen }), [atlas, digit, onOpen]);
  return (
    <ExploringContext value={exploring}>
      <nav aria-label={texts.sections} className={classes.nav}>
        {SECTIONS.map(([name]) => (
          <a key={name} href={`#${name}`} className={classes.anchor}>
            {texts[name].title}
          </a>
        ))}
      </nav>
      <DigitPicker />
      <div className={classes.sections} data-testid="study">
        {SECTIONS.map(([name, Section]) => (
          <Section key={name} />
        ))}
      </div>
      {opened && <SampleDialog {...opened} onIndex={onOpen} onClose={() => setOpened(null)} />}
    </ExploringContext>
  );
}
