import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useId, useState } from 'react';
import { usePercent, useTexts } from '../../i18n/language';
import classes from './FilterBar.module.css';
import { BANDS, bandOf, changed, limitsOf, PAGE_NAME, VERDICTS } from './filters';

interface FilterBarProps {
  filters: URLSearchParams;
  /** Names of pages to propose. */
  pages: readonly string[];
  onChange: (filters: URLSearchParams) => void;
}

/** Milliseconds of rest before the name that is being typed is asked for. */
const REST = 400;

function PageFilter({ filters, pages, onChange }: FilterBarProps) {
  const texts = useTexts().historyPage;
  const asked = filters.get('page');
  const [name, setName] = useState(asked ?? '');
  const list = useId();
  const ask = useDebouncedCallback((wanted: string) => {
    onChange(changed(filters, { page: wanted || null }));
  }, REST);
  // The address changed without this field: another one, or the browser's back button.
  useEffect(() => setName(asked ?? ''), [asked]);
  return (
    <>
      <TextInput
        label={texts.page}
        placeholder={asked === '' ? texts.pageless : texts.anyPage}
        value={name}
        maxLength={PAGE_NAME.length}
        list={list}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        data-testid="filter-page"
        onChange={({ currentTarget }) => {
          const wanted = currentTarget.value.replaceAll(PAGE_NAME.other, '');
          setName(wanted);
          ask(wanted);
        }}
      />
      <datalist id={list}>
        {pages.map((page) => (
          <option key={page} value={page} />
        ))}
      </datalist>
    </>
  );
}

/** Names of bands of confidence, such as "at most 50 %". */
function useBandName(): (band: string) => string {
  const texts = useTexts().historyPage;
  const percent = usePercent();
  return (band) => {
    const { min_confidence: least, max_confidence: most } = limitsOf(band);
    if (least !== null && most !== null) return texts.between(percent(+least), percent(+most));
    if (least !== null) return texts.atLeast(percent(+least));
    return most === null ? texts.any : texts.atMost(percent(+most));
  };
}

export function FilterBar(props: FilterBarProps) {
  const { filters, onChange } = props;
  const texts = useTexts().historyPage;
  const bandName = useBandName();
  const band = bandOf(filters);
  // An address may ask for another band.
  const bands = new Set(['', ...BANDS, band]);
  const any = { value: '', label: texts.any };
  return (
    <search className={classes.filters} aria-label={texts.filters}>
      <NativeSelect
        label={texts.digit}
        data={[any, ...'0123456789']}
        value={filters.get('digit') ?? ''}
        data-testid="filter-digit"
        onChange={({ currentTarget: { value } }) => onChange(changed(filters, { digit: value || null }))}
      />
      <NativeSelect
        label={texts.confidence}
        data={[...bands].map((value) => ({ value, label: bandName(value) }))}
        value={band}
        data-testid="filter-confidence"
        onChange={({ currentTarget: { value } }) => onChange(changed(filters, limitsOf(value)))}
      />
      <NativeSelect
        label={texts.verdict}
        data={[any, ...VERDICTS.map((value) => ({ value, label: texts.verdicts[value] }))]}
        value={filters.get('verdict') ?? ''}
        data-testid="filter-verdict"
        onChange={({ currentTarget: { value } }) => onChange(changed(filters, { verdict: value || null }))}
      />
      <PageFilter {...props} />
    </search>
  );
}
