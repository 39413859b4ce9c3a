import type { ModelRow } from '../../api/types';
import { useTexts } from '../../i18n/language';
import classes from './Badges.module.css';

/** What is special about a model, in a word each. */
export function Badges({ of }: { of: Pick<ModelRow, 'champion' | 'shipped'> }) {
  const texts = useTexts().modelsPage;
  if (!of.champion && !of.shipped) return null;
  return (
    <span className={classes.badges}>
      {of.champion && <span className={classes.champion}>{texts.inUse}</span>}
      {of.shipped && <span className={classes.badge}>{texts.shipped}</span>}
    </span>
  );
}
