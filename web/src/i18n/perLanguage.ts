import type { Language } from '.';

/** Makes something once for each language: formats are slow to make, and each row of a list asks for them. */
export function perLanguage<Made extends object>(
  make: (language: Language) => Made,
): (language: Language) => Made {
  const made = new Map<Language, Made>();
  return (language) => {
    const found = made.get(language) ?? make(language);
    made.set(language, found);
    return found;
  };
}
