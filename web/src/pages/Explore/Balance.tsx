import type { CSSProperties } from 'react';
import type { Part } from '../../api/explore';
import { Section } from '../../components/Section';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import classes from './Balance.module.css';
import { useExploring } from './context';
import { sum } from './tallies';

const PARTS = ['train', 'test'] as const;

/** The shares of one part as ten bars, with the band of what counts as balanced behind them. */
function Shares({ part, highest }: { part: Part; highest: number }) {
  const texts = useTexts().explorePage;
  const format = useFormats();
  const { atlas, digit, onDigit } = useExploring();
  const { counts, shares, band } = atlas.statistics.balance;
  const height = (share: number) => `${(share / highest) * 100}%`;
  return (
    <div>
      <h3 className={classes.title}>{texts.parts[part]}</h3>
      <ol
        className={classes.bars}
        style={{ '--low': height(band[0]), '--high': height(band[1]) } as CSSProperties}
      >
        {(shares[part] ?? []).map((share, value) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the digit itself
          <li key={value} className={classes.column}>
            <button
              type="button"
              className={classes.bar}
              aria-pressed={digit === value}
              aria-label={texts.balance.bar(
                value,
                texts.images(counts[part][value] ?? 0, format.count(counts[part][value] ?? 0)),
                format.share(share),
              )}
              data-testid={`share-${part}-${value}`}
              onClick={() => onDigit(digit === value ? null : value)}
            >
              <span
                className={classes.fill}
                style={{ height: height(share) }}
                data-flagged={share < band[0] || share > band[1] || undefined}
              />
            </button>
            <span aria-hidden="true">{value}</span>
            <span className={classes.count} aria-hidden="true">
              {format.count(counts[part][value] ?? 0)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What is odd, in the page's language where it knows the kind. */
function Findings() {
  const texts = useTexts().explorePage;
  const format = useFormats();
  const { findings } = useExploring().atlas.statistics;
  const known: Record<string, (count: string) => string> = texts.balance.finding;
  if (findings.length === 0) return null;
  return (
    <div>
      <h3 className={classes.title}>{texts.balance.findings}</h3>
      <ul className={classes.findings}>
        {findings.map(({ kind, part, count, text }) => (
          <li key={kind + part}>
            {known[kind]?.(texts.images(count, format.count(count))) ?? text}
            {part !== 'both' && <span className="muted"> ({texts.parts[part]})</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How many images each digit has. */
export function Balance() {
  const page = useTexts().explorePage;
  const texts = page.balance;
  const format = useFormats();
  const { statistics } = useExploring().atlas;
  const { counts, shares, band, flagged } = statistics.balance;
  const [low, high] = [format.share(band[0]), format.share(band[1])];
  const highest = Math.max(band[1], ...PARTS.flatMap((part) => shares[part] ?? [])) * 1.1;
  const [train, test] = [sum(counts.train), sum(counts.test)];
  return (
    <Section name="balance" title={texts.title} intro={texts.intro}>
      <p>
        {texts.total(
          page.images(statistics.images, format.count(statistics.images)),
          format.count(train),
          format.count(test),
        )}{' '}
        {flagged.length === 0
          ? texts.even(low, high)
          : texts.outside(
              low,
              high,
              flagged
                .map(({ digit, share, part }) => texts.flagged(digit, page.parts[part], format.share(share)))
                .join(', '),
            )}
      </p>
      <div className={classes.parts}>
        {PARTS.filter((part) => shares[part]).map((part) => (
          <Shares key={part} part={part} highest={highest} />
        ))}
      </div>
      <Findings />
      <dl className={classes.facts}>
        <div className={classes.fact}>
          <dt className="muted">{texts.licence}</dt>
          <dd>{statistics.licence || '–'}</dd>
        </div>
        {Object.entries(statistics.fingerprints).map(([part, fingerprint]) => (
          <div key={part} className={classes.fact}>
            <dt className="muted">
              {texts.fingerprint} ({page.parts[part as Part]})
            </dt>
            <dd className={classes.hash}>{fingerprint}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
