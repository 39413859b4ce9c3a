import { ActionIcon } from '@mantine/core';
import { MinusIcon, PlusIcon, ResetIcon } from '../../../components/icons';
import { useTexts } from '../../../i18n/language';
import classes from './PointMap.module.css';
import { afterKey, type Screen, type View } from './view';

interface MapToolsProps {
  screen: () => Screen;
  view: () => View;
  onView: (view: View) => void;
}

/** Zooms by a tap. */
export function MapTools({ screen, view, onView }: MapToolsProps) {
  const texts = useTexts().explorePage.map;
  const tools = [
    { name: texts.zoomIn, Icon: PlusIcon, key: '+' },
    { name: texts.zoomOut, Icon: MinusIcon, key: '-' },
    { name: texts.whole, Icon: ResetIcon, key: '0' },
  ];
  return (
    <div className={classes.tools}>
      {tools.map(({ name, Icon, key }) => (
        <ActionIcon
          key={key}
          variant="default"
          size={36}
          aria-label={name}
          title={name}
          onClick={() => onView(afterKey(view(), screen(), key) ?? view())}
        >
          <Icon />
        </ActionIcon>
      ))}
    </div>
  );
}
