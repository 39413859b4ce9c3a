/** Which model the sketchpad uses: a version that was chosen here, or null, whatever the server has in use. */
import { useCallback, useState } from 'react';
import type { ModelList } from '../api/types';
import type { ModelChoice } from '../inference/protocol';

const STORAGE_KEY = 'numerals-model';

export function useModelChoice(): [ModelChoice, (choice: ModelChoice) => void] {
  const [choice, set] = useState<ModelChoice>(() => localStorage.getItem(STORAGE_KEY) || null);
  const choose = useCallback((chosen: ModelChoice) => {
    if (chosen === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, chosen);
    set(chosen);
  }, []);
  return [choice, choose];
}

/** Whether another model came in the place of the chosen one, because the server no longer has that. */
export function isGone(choice: ModelChoice, loaded: string | null): boolean {
  return choice !== null && loaded !== null && loaded !== choice;
}

/** The version that the sketchpad uses. */
export function inForce(choice: ModelChoice, { champion, models }: ModelList): string {
  return models.find(({ version }) => version === choice)?.version ?? champion;
}

/** To choose the model in use is to follow it: when another one takes its place, the sketchpad uses that. */
export function choiceOf(version: string, { champion }: ModelList): ModelChoice {
  return version === champion ? null : version;
}
