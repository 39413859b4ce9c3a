import type { Judge } from '../../api/spaces';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import type { Code } from '../../inference/protocol';
import { NAMES } from '../../sketchpad/OneDigitPad';
import { reasons } from '../../spaces/judge';
import classes from './CodeTable.module.css';

interface CodeTableProps {
  first: Code;
  second: Code;
  judge: Judge;
}

/** The bars as numbers, for whoever wants them or cannot see the bars. */
export function CodeTable({ first, second, judge }: CodeTableProps) {
  const texts = useTexts().comparePage.codes;
  const format = useFormats();
  const said = reasons(first, second, judge);
  return (
    <details className={classes.details}>
      <summary>{texts.table}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by the keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={texts.table}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{texts.value}</th>
              <th scope="col">{NAMES[0]}</th>
              <th scope="col">{NAMES[1]}</th>
              <th scope="col">{texts.says}</th>
            </tr>
          </thead>
          <tbody>
            {first.map((value, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: values are known by their place in the code
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                <td>{format.decimals(value, 3)}</td>
                <td>{format.decimals(second[index] ?? 0, 3)}</td>
                <td>{format.decimals(said[index] ?? 0, 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
