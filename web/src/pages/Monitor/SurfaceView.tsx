import type { Feature, Surface } from '../../api/monitor';
import { Help } from '../../components/Help';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { Bars } from './Bars';
import classes from './SurfaceView.module.css';
import { shares } from './state';

const rounded = (value: number) => Math.round(100 * value) / 100;

function FeatureView({ feature }: { feature: Feature }) {
  const texts = useTexts();
  const monitor = texts.monitorPage;
  const format = useFormats();
  const name = monitor.features[feature.name];
  const { distance, limit } = feature;
  const far =
    distance === null || limit === null
      ? monitor.few
      : monitor.distance(format.value(rounded(distance)), format.value(rounded(limit)));
  return (
    <li className={classes.feature} data-testid="feature" data-feature={feature.name}>
      <h4 className={classes.name}>
        {name}
        <Help label={texts.help(name)} text={monitor.featureHelp[feature.name]} />
        {feature.shifted && <span className={classes.shifted}>{monitor.shifted}</span>}
      </h4>
      <Bars
        label={monitor.chart(name, far)}
        values={shares(feature.recent)}
        marks={shares(feature.reference)}
      />
      <p className="muted small">{far}</p>
    </li>
  );
}

/** One way in: each number of its recent digits beside the reference. */
export function SurfaceView({ surface }: { surface: Surface }) {
  const texts = useTexts().monitorPage;
  const format = useFormats();
  return (
    <section className={classes.surface} data-testid="surface" data-surface={surface.name}>
      <h3 className={classes.title}>{texts.surfaces[surface.name]}</h3>
      <p className="muted small">
        {texts.digits(surface.digits, format.count(surface.digits))}
        {surface.accepted && ` · ${texts.accepted}`}
      </p>
      {surface.digits > 0 && (
        <ul className={classes.features}>
          {surface.features.map((feature) => (
            <FeatureView key={feature.name} feature={feature} />
          ))}
        </ul>
      )}
    </section>
  );
}
