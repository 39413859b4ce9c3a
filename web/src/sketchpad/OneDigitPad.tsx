import { ActionIcon, Button } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { ClearIcon, UndoIcon } from '../components/icons';
import { useTexts } from '../i18n/language';
import type { Stroke } from '../ink';
import { exampleOf, type Hand } from './examples';
import classes from './OneDigitPad.module.css';
import { Sketchpad } from './Sketchpad';
import { SQUARE } from './sketch';
import type { Sketching } from './usePair';

/** Units of the pad: on a small square a line as wide as MNIST's looks right. */
const PEN_WIDTH = 26;
export const NAMES = ['A', 'B'] as const;

interface OneDigitPadProps extends Sketching {
  /** Which of the two drawings it is; each shows examples in a hand of its own. */
  hand: Hand;
  /** All ink there is, the stroke being written included. */
  onInk: (strokes: readonly Stroke[]) => void;
}

/** A square to write one digit on, with what takes ink back and what writes an example. */
export function OneDigitPad({ hand, sketch: { strokes, past }, dispatch, onInk }: OneDigitPadProps) {
  const texts = useTexts();
  const pad = texts.onePad;
  const [turn, setTurn] = useState(0);
  const name = NAMES[hand];
  const undo = () => dispatch({ type: 'undo' });
  const clear = () => dispatch({ type: 'clear' });
  const example = () => {
    dispatch({ type: 'show', strokes: exampleOf(turn, hand) });
    setTurn(turn + 1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const takesBack = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';
    const action = takesBack ? undo : { Delete: clear, Enter: example }[event.key];
    if (!action) return;
    event.preventDefault();
    if (!event.repeat || action === undo) action();
  };
  return (
    <section className={classes.pad} aria-label={pad.name(name)}>
      <div className={classes.sheet}>
        <Sketchpad
          sheet={SQUARE}
          label={pad.name(name)}
          help={pad.help}
          testId={`pad-${name}`}
          strokes={strokes}
          penWidth={PEN_WIDTH}
          onInk={onInk}
          onStroke={(stroke) => dispatch({ type: 'add', stroke })}
          onKeyDown={onKeyDown}
        />
        <span className={classes.badge} data-hand={hand} aria-hidden="true">
          {name}
        </span>
      </div>
      <div className={classes.tools}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={texts.drawPage.undo}
          title={texts.drawPage.undo}
          disabled={past.length === 0}
          onClick={undo}
        >
          <UndoIcon />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={texts.drawPage.clear}
          title={texts.drawPage.clear}
          disabled={strokes.length === 0}
          onClick={clear}
        >
          <ClearIcon />
        </ActionIcon>
        <Button variant="default" className={classes.example} onClick={example}>
          {pad.example}
        </Button>
      </div>
    </section>
  );
}
