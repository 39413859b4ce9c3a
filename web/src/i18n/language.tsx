import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { isLanguage, LANGUAGES, type Language, pickLanguage, type Texts } from '.';
import { perLanguage } from './perLanguage';

const STORAGE_KEY = 'numerals-language';

interface LanguageSetting {
  language: Language;
  setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageSetting | null>(null);

function remembered(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  return isLanguage(stored) ? stored : pickLanguage(navigator.languages);
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useState(remembered);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const setting = useMemo(() => {
    const setLanguage = (chosen: Language) => {
      localStorage.setItem(STORAGE_KEY, chosen);
      choose(chosen);
    };
    return { language, setLanguage };
  }, [language]);
  return <LanguageContext value={setting}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageSetting {
  const setting = useContext(LanguageContext);
  if (!setting) throw new Error('useLanguage is used within LanguageProvider');
  return setting;
}

export function useTexts(): Texts {
  return LANGUAGES[useLanguage().language];
}

const percentOf = perLanguage((language) => {
  const style = { style: 'percent' } as const;
  const whole = new Intl.NumberFormat(language, { ...style, maximumFractionDigits: 0 });
  const fine = new Intl.NumberFormat(language, { ...style, maximumFractionDigits: 1 });
  // Nothing is certain: the greatest share shown is 99.9 %.
  return (share: number) => (share > 0.99 ? fine : whole).format(Math.min(share, 0.999));
});

/** Writes shares of one as percentages, the way of the language; with a decimal where 100 % is near. */
export function usePercent(): (share: number) => string {
  return percentOf(useLanguage().language);
}
