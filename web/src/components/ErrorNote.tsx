import type { ReactNode } from 'react';
import { ApiError, ServerAway } from '../api/client';
import { useTexts } from '../i18n/language';
import classes from './ErrorNote.module.css';

/** Says how things stand, and says it aloud when that changes. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <p role="status" className={classes.note}>
      {children}
    </p>
  );
}

/** Says what went wrong: in the server's own words where it gave some. */
export function ErrorNote({ error }: { error: unknown }) {
  const { errors } = useTexts();
  let message = errors.unexpected;
  if (error instanceof ApiError) message = error.code === 'database' ? errors.databaseAway : error.message;
  else if (error instanceof ServerAway) message = errors.serverAway;
  return (
    <p role="alert" className={classes.note}>
      {message}
    </p>
  );
}
