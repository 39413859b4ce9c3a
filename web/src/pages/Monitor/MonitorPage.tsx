import type { Monitored } from '../../api/monitor';
import { ErrorNote } from '../../components/ErrorNote';
import { PageHeading } from '../../components/PageHeading';
import { useFormats } from '../../i18n/formats';
import { usePercent, useTexts } from '../../i18n/language';
import { Bars } from './Bars';
import classes from './MonitorPage.module.css';
import { SurfaceView } from './SurfaceView';
import { shares, shiftedOf, stateOf } from './state';
import { Readings, Times } from './Tables';
import { useMonitor } from './useMonitor';

/** The first thing to know: has what is read changed? */
function Verdict({ found }: { found: Monitored }) {
  const texts = useTexts().monitorPage;
  const format = useFormats();
  const state = stateOf(found);
  const where = found.surfaces
    .filter((surface) => surface.shifted)
    .map((surface) => {
      const names = shiftedOf(surface).map((one) => texts.features[one.name]);
      return `${texts.surfaces[surface.name]}: ${names.join(', ')}`;
    });
  return (
    <div className={`card ${classes.panel}`}>
      <div role="status" data-testid="verdict" data-state={state}>
        <h2 className={classes.verdict}>{texts.verdicts[state]}</h2>
        {where.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <p className="muted small">{texts.verdictHelp(format.count(found.least))}</p>
      <dl className={classes.facts}>
        <div>
          <dt className="muted small">{texts.model}</dt>
          <dd>{found.model}</dd>
        </div>
        <div>
          <dt className="muted small">{texts.database}</dt>
          <dd>{found.database ? texts.up : texts.down}</dd>
        </div>
        <div>
          <dt className="muted small">{texts.requests}</dt>
          <dd>{texts.answered(format.count(found.requests), format.count(found.failed))}</dd>
        </div>
      </dl>
    </div>
  );
}

function Confidence({ bins }: { bins: Monitored['confidence'] }) {
  const texts = useTexts().monitorPage;
  const format = useFormats();
  const percent = usePercent();
  const sum = bins.reduce((total, bin) => total + bin.digits, 0);
  const sure = bins.filter((bin) => bin.most > 0.95).reduce((total, bin) => total + bin.digits, 0);
  const told = sum ? texts.sure(percent(sure / sum), format.count(sum)) : texts.nothingRead;
  return (
    <section className={`card ${classes.panel}`}>
      <h2>{texts.confidence}</h2>
      <Bars label={told} values={shares(bins.map((bin) => bin.digits))} />
      <div className={`muted small ${classes.axis}`}>
        <span>0 %</span>
        <span>100 %</span>
      </div>
      <p className="muted small">{told}</p>
    </section>
  );
}

/** How the server is doing. */
export default function MonitorPage() {
  const texts = useTexts();
  const { value, error } = useMonitor();
  return (
    <>
      <PageHeading title={texts.monitorPage.title} intro={texts.monitorPage.intro} />
      {error !== null && <ErrorNote error={error} />}
      {!value && error === null && <p className="muted">{texts.loading}</p>}
      {value && (
        <div className={classes.page}>
          <Verdict found={value} />
          <div className={classes.row}>
            <Readings doors={value.doors} />
            <Times stages={value.stages} />
            <Confidence bins={value.confidence} />
          </div>
          {value.surfaces.length > 0 && (
            <section className={`card ${classes.panel} ${classes.surfaces}`} aria-labelledby="digits-title">
              <h2 id="digits-title">{texts.monitorPage.comesIn}</h2>
              <p className="muted small">{texts.monitorPage.legend}</p>
              {value.surfaces.map((surface) => (
                <SurfaceView key={surface.name} surface={surface} />
              ))}
            </section>
          )}
        </div>
      )}
    </>
  );
}
