import type { ReactNode } from 'react';
import type { ModelDetail } from '../../api/types';
import { Help } from '../../components/Help';
import { useFormats } from '../../i18n/formats';
import { usePercent, useTexts } from '../../i18n/language';
import { BrowserTime } from './BrowserTime';
import classes from './Facts.module.css';
import { Known } from './Known';

interface FactProps {
  name: string;
  help?: string;
  children: ReactNode;
}

function Fact({ name, help, children }: FactProps) {
  const texts = useTexts();
  return (
    <div className={classes.fact}>
      <dt className={classes.name}>
        {name}
        {help && <Help label={texts.help(name)} text={help} />}
      </dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  );
}

/** What a model can do and what it takes, in numbers. */
export function Facts({ model }: { model: ModelDetail }) {
  const texts = useTexts().modelsPage;
  const format = useFormats();
  const percent = usePercent();
  const { card, errors, images } = model;
  return (
    <section className={`card ${classes.panel}`} aria-labelledby="facts-title">
      <h2 id="facts-title">{texts.facts}</h2>
      <dl>
        <Fact name={texts.accuracy}>
          <Known value={model.accuracy} as={format.share} />
          {errors !== null && images !== null && (
            <span className="muted small"> {texts.wrong(format.count(errors), format.count(images))}</span>
          )}
        </Fact>
        <Fact name={texts.validation} help={texts.validationHelp}>
          <Known value={model.validation_accuracy} as={format.share} />
        </Fact>
        <Fact name={texts.calibration} help={texts.calibrationHelp}>
          <Known value={model.calibration_error} as={format.share} />
        </Fact>
        <Fact name={texts.threshold} help={texts.thresholdHelp}>
          {percent(card.threshold)}
        </Fact>
        <Fact name={texts.temperature} help={texts.temperatureHelp}>
          {format.value(card.temperature)}
        </Fact>
        <Fact name={texts.columns.parameters}>
          <Known value={model.parameters} as={format.count} />
        </Fact>
        <Fact name={texts.columns.bytes}>{format.bytes(model.bytes)}</Fact>
        <Fact name={texts.columns.minutes}>
          <Known value={model.minutes} as={format.minutes} />
        </Fact>
        <Fact name={texts.columns.milliseconds}>
          <Known value={model.milliseconds} as={format.milliseconds} />
        </Fact>
        <Fact name={texts.browserTime} help={texts.browserTimeHelp}>
          <BrowserTime version={model.version} />
        </Fact>
      </dl>
    </section>
  );
}
