import { Tooltip } from '@mantine/core';
import classes from './Help.module.css';
import { InfoIcon } from './icons';

/** A small button that explains something on hover, focus or touch. */
export function Help({ label, text }: { label: string; text: string }) {
  return (
    <Tooltip label={text} multiline w={250} withArrow events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={classes.help} aria-label={label}>
        <InfoIcon />
      </button>
    </Tooltip>
  );
}
