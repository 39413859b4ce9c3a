import { Button, Loader } from '@mantine/core';
import { ClearIcon, UndoIcon } from '../../components/icons';
import { RangeInput } from '../../components/RangeInput';
import { useTexts } from '../../i18n/language';
import classes from './PadTools.module.css';

/** Pen widths in units of the pad. */
export const PEN = { least: 6, most: 36, usual: 18 } as const;

interface PadToolsProps {
  penWidth: number;
  onPenWidth: (width: number) => void;
  canUndo: boolean;
  canClear: boolean;
  asking: boolean;
  onUndo: () => void;
  onClear: () => void;
  onPredict: () => void;
}

export function PadTools(props: PadToolsProps) {
  const texts = useTexts().drawPage;
  const { keys, shortcut } = texts;
  return (
    <div className={classes.tools}>
      <Button
        variant="default"
        leftSection={<UndoIcon />}
        title={shortcut(texts.undo, keys.undo)}
        aria-keyshortcuts="Control+Z"
        disabled={!props.canUndo}
        onClick={props.onUndo}
      >
        {texts.undo}
      </Button>
      <Button
        variant="default"
        leftSection={<ClearIcon />}
        title={shortcut(texts.clear, keys.clear)}
        aria-keyshortcuts="Delete"
        disabled={!props.canClear}
        onClick={props.onClear}
      >
        {texts.clear}
      </Button>
      <div className={classes.pen}>
        <RangeInput
          label={texts.penWidth}
          help={texts.penWidthHelp}
          testId="pen-width"
          minimum={PEN.least}
          maximum={PEN.most}
          step={1}
          value={props.penWidth}
          onChange={props.onPenWidth}
        />
      </div>
      <Button
        className={classes.predict}
        title={shortcut(texts.predict, keys.predict)}
        aria-keyshortcuts="Enter"
        rightSection={props.asking ? <Loader size={16} color="currentColor" /> : null}
        onClick={props.onPredict}
      >
        {texts.predict}
      </Button>
    </div>
  );
}
