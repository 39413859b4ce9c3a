import { memo, useCallback, useRef, useState } from 'react';
import { correctDrawing, deleteDrawing } from '../../api/client';
import type { KeptDrawing } from '../../api/types';
import { ErrorNote } from '../../components/ErrorNote';
import { CheckIcon } from '../../components/icons';
import { Correction } from '../../correction/Correction';
import type { Said } from '../../correction/said';
import { useCorrection } from '../../correction/useCorrection';
import { useFormats } from '../../i18n/formats';
import { usePercent, useTexts } from '../../i18n/language';
import { DeleteButton } from './DeleteButton';
import classes from './DrawingRow.module.css';
import { Thumbnail } from './Thumbnail';

/** What was read and, where a person said otherwise, what it is. */
function Value({ read, said }: { read: string; said: Said }) {
  if (said === null || said === read) return <span className={classes.number}>{read}</span>;
  return (
    <>
      <del className={classes.number}>{read}</del> <ins className={classes.number}>{said}</ins>
    </>
  );
}

/** Whether a person has confirmed or corrected it. */
function Verdict({ read, said }: { read: string; said: Said }) {
  const texts = useTexts().historyPage.verdicts;
  if (said === null) return null;
  return (
    <span className={classes.verdict} data-right={said === read || undefined}>
      {said === read && <CheckIcon />}
      {said === read ? texts.confirmed : texts.corrected}
    </span>
  );
}

/** How sure the model was; the filter goes by the same figure. */
function useConfidence(): (drawing: KeptDrawing) => string {
  const { digit } = useTexts();
  const percent = usePercent();
  return ({ digits, confidence }) => {
    const unreadable = digits.filter(({ value }) => value === null).length;
    if (unreadable > 0) return digit.unreadableCount(unreadable);
    return (digits.length > 1 ? digit.eachSure : digit.sure)(percent(confidence));
  };
}

interface DrawingRowProps {
  drawing: KeptDrawing;
  onDeleted: (id: string, row: HTMLLIElement) => void;
  /** When the server refuses something. */
  onRefused: () => void;
}

function Row({ drawing, onDeleted, onRefused }: DrawingRowProps) {
  const format = useFormats();
  const confidence = useConfidence();
  const { id, text, created, model, page } = drawing;
  const send = useCallback((now: Said) => correctDrawing(id, now), [id]);
  const { said, error, say } = useCorrection(send, drawing.correction, onRefused);
  const [refusal, setRefusal] = useState<unknown>(null);
  const row = useRef<HTMLLIElement>(null);
  const when = format.moment(created);

  const remove = async () => {
    setRefusal(null);
    try {
      await deleteDrawing(id);
    } catch (reason) {
      setRefusal(reason);
      onRefused();
      return;
    }
    if (row.current) onDeleted(id, row.current);
  };

  return (
    <li ref={row} className={classes.row} data-testid="drawing" data-id={id}>
      <Thumbnail drawing={drawing} />
      <div className={classes.facts}>
        <p className={classes.reading}>
          <span data-testid="reading">
            <Value read={text} said={said} />
          </span>
          <span className="muted small">{confidence(drawing)}</span>
          <Verdict read={text} said={said} />
        </p>
        <p className={`muted ${classes.origin}`}>
          <time dateTime={created}>{when}</time>
          <span>{model}</span>
          {page && <span>{page}</span>}
        </p>
      </div>
      <div className={classes.correction}>
        <Correction read={text} said={said} onSay={say} />
      </div>
      <div className={classes.delete}>
        <DeleteButton name={`${text}, ${when}`} onDelete={remove} />
      </div>
      {(error ?? refusal) !== null && (
        <div className={classes.error}>
          <ErrorNote error={error ?? refusal} />
        </div>
      )}
    </li>
  );
}

/** One kept drawing; there may be thousands, so it is rendered anew only when something of its own changes. */
export const DrawingRow = memo(Row);
