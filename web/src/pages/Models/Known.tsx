import { useTexts } from '../../i18n/language';

/** A number as its format writes it; a dash, which is read out as "unknown", where there is none. */
export function Known({ value, as }: { value: number | null | undefined; as: (value: number) => string }) {
  const { unknown } = useTexts().modelsPage;
  if (value !== null && value !== undefined) return as(value);
  return (
    <>
      <span className="muted" aria-hidden="true">
        –
      </span>
      <span className="visually-hidden">{unknown}</span>
    </>
  );
}
