import { Help } from '../../components/Help';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useExploring } from './context';
import classes from './Groups.module.css';
import { wayName } from './ways';

const SCORES = ['ari', 'nmi', 'purity', 'accuracy'] as const;

interface ClusterTableProps {
  /** Number of the clustering that is looked at. */
  chosen: number;
  onChoose: (clustering: number) => void;
}

/** All ways of grouping with how far they agree with the labels; one is chosen. */
export function ClusterTable({ chosen, onChoose }: ClusterTableProps) {
  const page = useTexts();
  const texts = page.explorePage.groups;
  const format = useFormats();
  const { clusterings } = useExploring().atlas.statistics;
  return (
    <div>
      <div className={classes.scroll}>
        <table className={classes.table} data-testid="clusterings">
          <caption className="visually-hidden">{texts.table}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.way}</th>
              {SCORES.map((score) => (
                <th key={score} scope="col">
                  <span>
                    {texts[score]}
                    <Help label={page.help(texts[score])} text={texts.help[score]} />
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {clusterings.map((one, clustering) => (
              <tr key={one.name} data-chosen={clustering === chosen || undefined}>
                <th scope="row">
                  <label className={classes.way}>
                    <input
                      type="radio"
                      name="clustering"
                      checked={clustering === chosen}
                      onChange={() => onChoose(clustering)}
                    />
                    <span>
                      {wayName(one.name, texts.pieces)}{' '}
                      {one.supervised && <span className={classes.note}>{texts.supervised}</span>}
                    </span>
                  </label>
                </th>
                <td>{format.decimals(one.ari, 3)}</td>
                <td>{format.decimals(one.nmi, 3)}</td>
                <td>{format.share(one.purity)}</td>
                <td>{format.share(one.accuracy)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {clusterings[chosen]?.supervised && <p className="muted small">{texts.supervisedNote}</p>}
    </div>
  );
}
