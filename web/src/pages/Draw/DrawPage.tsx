import { useLayoutEffect, useState } from 'react';
import type { ServerState } from '../../api/useHealth';
import { PageHeading } from '../../components/PageHeading';
import { useTexts } from '../../i18n/language';
import type { ModelChoice } from '../../inference/protocol';
import { isGone } from '../../models/choice';
import { Sketchpad } from '../../sketchpad/Sketchpad';
import { PAD, type Sketch, type Step } from '../../sketchpad/sketch';
import classes from './DrawPage.module.css';
import { LiveReading } from './LiveReading';
import { PadTools, PEN } from './PadTools';
import { ServerAnswer } from './ServerAnswer';
import { useLiveReading } from './useLiveReading';
import { usePrediction } from './usePrediction';
import { useShortcuts } from './useShortcuts';

interface DrawPageProps {
  server: ServerState;
  choice: ModelChoice;
  sketch: Sketch;
  dispatch: (step: Step) => void;
}

export function DrawPage({ server, choice, sketch: { strokes, past }, dispatch }: DrawPageProps) {
  const texts = useTexts().drawPage;
  const [penWidth, setPenWidth] = useState<number>(PEN.usual);
  const { digits, state, model, read } = useLiveReading(choice);
  const { prediction, ask, forget } = usePrediction(server.refresh);

  // Before the browser paints, so that an empty pad never shows a digit.
  useLayoutEffect(() => {
    read(strokes);
    forget();
  }, [strokes, read, forget]);

  const actions = {
    undo: () => dispatch({ type: 'undo' }),
    clear: () => dispatch({ type: 'clear' }),
    // Where the choice is gone, browser and server both fall back to the model in use.
    predict: () => void ask(strokes, isGone(choice, model) ? null : choice),
  };
  useShortcuts(actions);

  return (
    <>
      <PageHeading title={texts.title} intro={texts.intro} />
      <div className={classes.grid}>
        <div className={classes.desk}>
          <Sketchpad
            sheet={PAD}
            label={texts.pad}
            help={texts.padHelp}
            strokes={strokes}
            penWidth={penWidth}
            onInk={read}
            onStroke={(stroke) => dispatch({ type: 'add', stroke })}
          />
          <PadTools
            penWidth={penWidth}
            onPenWidth={setPenWidth}
            canUndo={past.length > 0}
            canClear={strokes.length > 0}
            asking={prediction.state === 'asking'}
            onUndo={actions.undo}
            onClear={actions.clear}
            onPredict={actions.predict}
          />
        </div>
        <LiveReading digits={digits} state={state} model={model} choice={choice} />
        <ServerAnswer prediction={prediction} server={server} />
      </div>
    </>
  );
}
