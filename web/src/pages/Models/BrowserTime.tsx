import { Button } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { inkReader } from '../../inference/client';
import classes from './BrowserTime.module.css';
import { median } from './median';

type Measured =
  | { state: 'not-yet' }
  | { state: 'measuring' }
  | { state: 'measured'; milliseconds: number }
  | { state: 'failed' };

function useMeasuring(version: string) {
  const [measured, setMeasured] = useState<Measured>({ state: 'not-yet' });
  const measure = () => {
    setMeasured({ state: 'measuring' });
    inkReader.time(version).then(
      (times) => setMeasured({ state: 'measured', milliseconds: median(times) }),
      () => setMeasured({ state: 'failed' }),
    );
  };
  return { measured, measure };
}

/** Measures how long a model takes here: what a server needs says little of a telephone. */
export function BrowserTime({ version }: { version: string }) {
  const texts = useTexts().modelsPage;
  const format = useFormats();
  const { measured, measure } = useMeasuring(version);
  const busy = measured.state === 'measuring';
  return (
    <span className={classes.measuring}>
      <span role="status" data-testid="browser-time">
        {busy && <span className="muted">{texts.measuring}</span>}
        {measured.state === 'failed' && texts.notMeasured}
        {/* Clocks of browsers are coarse on purpose; some tell no time below a millisecond. */}
        {measured.state === 'measured' &&
          (measured.milliseconds > 0 ? format.milliseconds(measured.milliseconds) : texts.instant)}
      </span>
      {!busy && (
        <Button variant="default" size="compact-sm" className={classes.button} onClick={measure}>
          {measured.state === 'not-yet' ? texts.measure : texts.measureAgain}
        </Button>
      )}
    </span>
  );
}
