import type { ReactNode } from 'react';
import { ApiError, ServerAway } from '../api/client';
import type { Texts } from '../i18n';
import { useTexts } from '../i18n/language';
import { errorTexts } from '../i18n/server';
import classes from './ErrorNote.module.css';

/** Says how things stand, and says it aloud when that changes. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <p role="status" className={classes.note}>
      {children}
    </p>
  );
}

/** What to say of an error, with more in small print where the server knows more. */
function wordsFor(error: unknown, texts: Texts): { text: string; detail?: string | undefined } {
  const { errors } = texts;
  if (error instanceof ServerAway) return { text: errors.serverAway };
  if (!(error instanceof ApiError)) return { text: errors.unexpected };
  return error.code === 'database' ? { text: errors.databaseAway } : errorTexts(texts, error);
}

/** Says what went wrong. */
export function ErrorNote({ error }: { error: unknown }) {
  const { text, detail } = wordsFor(error, useTexts());
  return (
    <p role="alert" className={classes.note}>
      {text}
      {detail && (
        <span lang="en" className={classes.detail}>
          {detail}
        </span>
      )}
    </p>
  );
}
