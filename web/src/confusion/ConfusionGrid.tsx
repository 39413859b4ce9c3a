import { useMemo } from 'react';
import { CountGrid } from '../components/CountGrid';
import type { Place } from '../components/counts';
import { useTexts } from '../i18n/language';
import { cellsOf } from './confusion';
import { useConfusionTexts } from './useConfusionTexts';

interface ConfusionGridProps {
  matrix: readonly (readonly number[])[];
  chosen?: Place | null;
  onChoose?: (cell: Place) => void;
}

/** How often each digit was read as each, with colour for what went wrong only, and a sentence for each number. */
export function ConfusionGrid({ matrix, chosen, onChoose }: ConfusionGridProps) {
  const texts = useTexts().modelsPage;
  const { sentence } = useConfusionTexts();
  return (
    <CountGrid
      caption={texts.matrixCaption}
      cells={useMemo(() => cellsOf(matrix), [matrix])}
      heads={matrix.map((_, digit) => String(digit))}
      sentence={sentence}
      hint={onChoose ? texts.matrixChooseHint : texts.matrixHint}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}
