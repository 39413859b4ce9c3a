import type { Digit } from '../../api/types';
import { usePercent, useTexts } from '../../i18n/language';
import { UNREADABLE } from '../../reading/number';
import classes from './Crops.module.css';

function Crop({ digit, image }: { digit: Digit; image: string }) {
  const percent = usePercent();
  return (
    <li className={classes.crop} data-unreadable={digit.value === null || undefined} data-testid="crop">
      <img src={image} alt="" width="56" height="56" className={`pixels ${classes.image}`} />
      <span className={classes.value}>{digit.value ?? UNREADABLE}</span>
      <span className={`small ${classes.confidence}`}>{percent(digit.confidence)}</span>
    </li>
  );
}

/** Every digit as the model saw it. */
export function Crops({ digits }: { digits: readonly Digit[] }) {
  const texts = useTexts().photoPage;
  if (digits.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="crops-title">
      <h2 id="crops-title">{texts.crops}</h2>
      <ul className={classes.list}>
        {digits.map(
          (digit) => digit.crop && <Crop key={digit.box.join()} digit={digit} image={digit.crop} />,
        )}
      </ul>
    </section>
  );
}
