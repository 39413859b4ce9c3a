import type { ReactNode } from 'react';
import classes from './Section.module.css';

interface SectionProps {
  /** Of the place on the page, as in `#balance`. */
  name: string;
  title: string;
  intro: string;
  children: ReactNode;
}

/** A question with its picture. */
export function Section({ name, title, intro, children }: SectionProps) {
  return (
    <section
      id={name}
      className={`card ${classes.section}`}
      aria-labelledby={`${name}-title`}
      data-testid={name}
    >
      <div className={classes.head}>
        <h2 id={`${name}-title`}>{title}</h2>
        <p className="muted small">{intro}</p>
      </div>
      {children}
    </section>
  );
}
