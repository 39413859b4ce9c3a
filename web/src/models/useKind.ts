import { useTexts } from '../i18n/language';
import { readable } from '../i18n/readable';

export interface Kind {
  title: string;
  /** What such a model does, in a sentence; empty for kinds that the page does not know. */
  help: string;
}

/** Names kinds of models such as "hog-svm" in words. */
export function useKind(): (name: string) => Kind {
  const kinds: Record<string, Kind> = useTexts().kinds;
  return (name) => (Object.hasOwn(kinds, name) && kinds[name]) || { title: readable(name), help: '' };
}
