import { NativeSelect } from '@mantine/core';
import { isLanguage, LANGUAGE_NAMES } from '../i18n';
import { useLanguage, useTexts } from '../i18n/language';
import classes from './Header.module.css';

const OPTIONS = Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }));

export function LanguageSwitch() {
  const { language, setLanguage } = useLanguage();
  const texts = useTexts();
  return (
    <NativeSelect
      aria-label={texts.language}
      data={OPTIONS}
      value={language}
      onChange={({ currentTarget }) => {
        if (isLanguage(currentTarget.value)) setLanguage(currentTarget.value);
      }}
      className={classes.language}
      rightSectionWidth={28}
    />
  );
}
