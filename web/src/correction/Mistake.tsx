import { ErrorNote } from '../components/ErrorNote';
import { useTexts } from '../i18n/language';
import { Correction } from './Correction';
import classes from './Mistake.module.css';
import { isOneDigit, type Said } from './said';
import { useCorrection } from './useCorrection';

interface MistakeProps {
  read: string;
  /** Tells the server. */
  send: (said: Said) => Promise<unknown>;
  onRefused?: () => void;
}

/** Where a person says that something was read wrongly, or rightly. */
export function Mistake({ read, send, onRefused }: MistakeProps) {
  const texts = useTexts().correction;
  const { said, error, say } = useCorrection(send, null, onRefused);
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
