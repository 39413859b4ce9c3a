import { useEffect } from 'react';
import classes from './PageHeading.module.css';

/** The page's one h1, which also names the browser's tab. */
export function PageHeading({ title, intro }: { title: string; intro?: string }) {
  useEffect(() => {
    document.title = `${title} · Numerals`;
  }, [title]);
  return (
    <div className={classes.heading}>
      <h1>{title}</h1>
      {intro && <p className="muted">{intro}</p>}
    </div>
  );
}
