import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useExploring } from './context';
import classes from './Groups.module.css';

/** k-means for several k. */
export function Sweep() {
  const texts = useTexts().explorePage.groups;
  const format = useFormats();
  const { sweep } = useExploring().atlas.statistics;
  const best = Math.max(...sweep.map(({ silhouette }) => silhouette));
  const agreed = Math.max(...sweep.map(({ ari }) => ari));
  const bold = (value: number, most: number) => {
    const text = format.decimals(value, 3);
    return value === most ? <strong>{text}</strong> : text;
  };
  return (
    <div>
      <h3 className={classes.title}>{texts.sweep}</h3>
      <p className="muted small">{texts.sweepHelp}</p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">k</th>
              <th scope="col">{texts.silhouette}</th>
              <th scope="col">{texts.ari}</th>
            </tr>
          </thead>
          <tbody>
            {sweep.map(({ k, silhouette, ari }) => (
              <tr key={k}>
                <td>{k}</td>
                <td>{bold(silhouette, best)}</td>
                <td>{bold(ari, agreed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
