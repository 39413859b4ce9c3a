import { ApiError, ServerAway } from '../api/client';
import { useTexts } from '../i18n/language';
import classes from './ErrorNote.module.css';

/** Says what went wrong: in the server's own words where it gave some. */
export function ErrorNote({ error }: { error: unknown }) {
  const { errors } = useTexts();
  let message = errors.unexpected;
  if (error instanceof ApiError) message = error.message;
  else if (error instanceof ServerAway) message = errors.serverAway;
  return (
    <p role="alert" className={classes.note}>
      {message}
    </p>
  );
}
