import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { ORDERS, type Order, type Part, type SampleQuery } from '../../api/explore';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/language';
import classes from './Browse.module.css';
import { useExploring } from './context';
import { Gallery } from './Gallery';
import { PartChoice } from './PartChoice';

/** The images of the chosen digit, in many orders. */
export function Browse() {
  const page = useTexts().explorePage;
  const texts = page.browse;
  const { digit } = useExploring();
  const [order, setOrder] = useState<Order>('place');
  const [part, setPart] = useState<Part>();
  const query = useMemo<SampleQuery>(
    () => ({ digit: digit ?? undefined, part, order }),
    [digit, part, order],
  );
  return (
    <Section name="browse" title={texts.title} intro={texts.intro}>
      <div className={classes.bar}>
        <NativeSelect
          label={texts.order}
          data={ORDERS.map((value) => ({ value, label: texts.orders[value] }))}
          value={order}
          data-testid="order"
          onChange={({ currentTarget }) => setOrder(currentTarget.value as Order)}
        />
        <PartChoice part={part} onPart={setPart} />
        <strong className={classes.digit}>
          {digit === null ? page.allDigits : page.digitName(String(digit))}
        </strong>
      </div>
      <Gallery query={query} some={60} />
    </Section>
  );
}
