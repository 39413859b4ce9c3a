import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Part, SampleQuery } from '../../api/explore';
import { type Place, same } from '../../components/counts';
import { ErrorNote } from '../../components/ErrorNote';
import { Section } from '../../components/Section';
import { ConfusionGrid } from '../../confusion/ConfusionGrid';
import { useFormats } from '../../i18n/formats';
import { usePercent, useTexts } from '../../i18n/language';
import classes from './Answers.module.css';
import type { Column } from './atlas';
import { useColumns, useExploring } from './context';
import { Gallery } from './Gallery';
import { PartChoice } from './PartChoice';
import { confusionOf, inPart, sum, worstOf } from './tallies';

const COLUMNS = ['label', 'answer', 'test'] as const;
const SORTS = ['sure', 'unsure', 'place'] as const;
type Sort = (typeof SORTS)[number];

/** The score in a sentence, and the digit that is wrong most. */
function Score({ matrix }: { matrix: number[][] }) {
  const page = useTexts().explorePage;
  const texts = page.answers;
  const { count, share } = useFormats();
  const images = sum(matrix.map(sum));
  const right = sum(matrix.map((row, digit) => row[digit] ?? 0));
  const worst = worstOf(matrix);
  return (
    <p data-testid="score">
      {texts.score(
        share(right / Math.max(1, images)),
        count(images - right),
        page.images(images, count(images)),
      )}{' '}
      {worst && texts.worst(worst.digit, count(worst.wrong), count(worst.of), worst.answer)}
    </p>
  );
}

interface FoundProps {
  part: Part | undefined;
  cell: Place | null;
  sort: Sort;
}

/** The images of a cell, or all mistakes; those of the chosen digit where one is chosen. */
function Found({ part, cell, sort }: FoundProps) {
  const texts = useTexts().explorePage.answers;
  const percent = usePercent();
  const { digit } = useExploring();
  const query = useMemo<SampleQuery>(
    () =>
      cell
        ? { part, digit: cell.row, answer: cell.column, order: sort }
        : { part, digit: digit ?? undefined, wrong: true, order: sort },
    [part, cell, digit, sort],
  );
  return (
    <Gallery
      query={query}
      some={40}
      caption={({ label, answer, confidence }) => texts.caption(label, answer, percent(confidence))}
    />
  );
}

function Matrix({
  columns,
  part,
  ...choosing
}: {
  columns: Column[];
  part: Part | undefined;
  chosen: Place | null;
  onChoose: (cell: Place) => void;
}) {
  const [labels, answers, test] = columns as [Column, Column, Column];
  const matrix = useMemo(
    () => confusionOf(labels, answers, inPart(test, part)),
    [labels, answers, test, part],
  );
  return (
    <div className={classes.matrix}>
      <Score matrix={matrix} />
      <ConfusionGrid matrix={matrix} {...choosing} />
    </div>
  );
}

/** What a model answers wrong, with what, and why. */
export function Answers() {
  const page = useTexts().explorePage;
  const texts = page.answers;
  const { atlas } = useExploring();
  const [part, setPart] = useState<Part | undefined>(
    atlas.statistics.balance.shares.test ? 'test' : undefined,
  );
  const [sort, setSort] = useState<Sort>('sure');
  const [cell, setCell] = useState<Place | null>(null);
  const columns = useColumns(COLUMNS);
  // The same cell once more: all mistakes again.
  const choose = (chosen: Place) => setCell((before) => (same(chosen, before) ? null : chosen));
  return (
    <Section name="answers" title={texts.title} intro={texts.intro}>
      <div className={classes.bar}>
        <PartChoice part={part} onPart={setPart} />
        {part !== 'test' && <p className="muted small">{texts.trained}</p>}
      </div>
      {columns.state === 'failed' && <ErrorNote error={columns.error} />}
      <div className={classes.columns}>
        {columns.state === 'answered' && (
          <Matrix columns={columns.value} part={part} chosen={cell} onChoose={choose} />
        )}
        <div className={classes.found} data-testid="mistakes">
          <div className={classes.bar}>
            <h3 className={classes.title}>{cell ? texts.cell(cell.row, cell.column) : texts.mistakes}</h3>
            {cell && (
              <button type="button" className={classes.back} onClick={() => setCell(null)}>
                {texts.allMistakes}
              </button>
            )}
            <NativeSelect
              aria-label={texts.sort}
              className={classes.sort}
              data={SORTS.map((value) => ({ value, label: texts.sorts[value] }))}
              value={sort}
              data-testid="sort"
              onChange={({ currentTarget }) => setSort(currentTarget.value as Sort)}
            />
          </div>
          <Found part={part} cell={cell} sort={sort} />
        </div>
      </div>
    </Section>
  );
}
