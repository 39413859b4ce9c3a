import { useMemo } from 'react';
import { strays } from '../components/counts';
import { useTexts } from '../i18n/language';
import { ConfusionGrid } from './ConfusionGrid';
import classes from './ConfusionMatrix.module.css';
import { cellsOf } from './confusion';
import { Mistakes } from './Mistakes';

/** What a model takes for what, as numbers and in words. */
export function ConfusionMatrix({ matrix }: { matrix: number[][] }) {
  const texts = useTexts().modelsPage;
  const mistakes = useMemo(() => strays(cellsOf(matrix)), [matrix]);
  return (
    <section className={`card ${classes.panel}`} aria-labelledby="matrix-title">
      <h2 id="matrix-title">{texts.matrix}</h2>
      <ConfusionGrid matrix={matrix} />
      <Mistakes mistakes={mistakes} />
    </section>
  );
}
