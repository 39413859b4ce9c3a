import { Link } from 'wouter';
import type { ModelList } from '../../api/types';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import type { ModelChoice } from '../../inference/protocol';
import classes from './SketchpadNote.module.css';

/** Bytes above which it is said how much the browser will load. */
const LARGE = 5_000_000;

interface SketchpadNoteProps {
  list: ModelList;
  choice: ModelChoice;
  /** Version that the sketchpad uses. */
  used: string;
}

/** Says which model the sketchpad uses, and why, where it is not the one that was chosen. */
export function SketchpadNote({ list, choice, used }: SketchpadNoteProps) {
  const texts = useTexts().modelsPage;
  const format = useFormats();
  const bytes = list.models.find(({ version }) => version === used)?.bytes ?? 0;
  return (
    <div className={classes.note}>
      <p role="status" data-testid="sketchpad-uses">
        {choice !== null && choice !== used && `${texts.choiceGone(choice)} `}
        {texts.sketchpadUses(used)}
        {bytes > LARGE && ` ${texts.download(format.bytes(bytes))}`}
      </p>
      <Link href="/" className={classes.link}>
        {texts.toSketchpad}
      </Link>
    </div>
  );
}
