import { useClickOutside } from '@mantine/hooks';
import { drawingsAddress } from '../../api/client';
import { useTexts } from '../../i18n/language';
import classes from './Downloads.module.css';

/** The drawings that the filters leave, to take away. */
export function Downloads({ filters }: { filters: URLSearchParams }) {
  const texts = useTexts().historyPage;
  const close = () => {
    if (panel.current) panel.current.open = false;
  };
  const panel = useClickOutside<HTMLDetailsElement>(close);
  const asRead = new URLSearchParams(filters);
  asRead.set('labels', 'model');
  const files = [
    { address: drawingsAddress('csv', filters), ...texts.files.table },
    { address: drawingsAddress('zip', filters), ...texts.files.checked },
    { address: drawingsAddress('zip', asRead), ...texts.files.all },
  ];
  return (
    <details
      ref={panel}
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
    >
      <summary className={classes.summary}>{texts.download}</summary>
      <ul className={`card ${classes.files}`}>
        {files.map(({ address, title, help }) => (
          <li key={address}>
            <a href={address} download className={classes.file}>
              {title}
            </a>
            <p className="muted small">{help}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
