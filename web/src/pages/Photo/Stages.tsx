import { Button, Loader, NativeSelect } from '@mantine/core';
import type { ReadOptions } from '../../api/client';
import type { Parameter, ParameterTable, Reading } from '../../api/types';
import { ResetIcon } from '../../components/icons';
import type { Texts } from '../../i18n';
import { useTexts } from '../../i18n/language';
import { readable } from '../../i18n/readable';
import { knobTexts, recipeTexts } from '../../i18n/server';
import { ParameterControl } from './ParameterControl';
import { StagePicture } from './StagePicture';
import classes from './Stages.module.css';
import { DEFAULTS, isDefault, silenced, stageOrder, valueInForce, withValue } from './settings';

interface SettingsProps {
  table: ParameterTable;
  options: ReadOptions;
  onChange: (options: ReadOptions) => void;
}

/** The newest text in one line; for eyes only, as the reading above says the same. */
function Now({ reading, busy }: { reading: Reading; busy: boolean }) {
  return (
    <div className={classes.now} aria-hidden="true">
      {busy && <Loader size={16} />}
      <span className={classes.nowText}>{reading.lines.join(' ')}</span>
    </div>
  );
}

/** The model's name names the page reader, too, where that has read. */
const PAGE_READER = '+';

/** Says who is not asked with these settings. */
function noteOf(reading: Reading, { table, options }: SettingsProps, texts: Texts): string | null {
  const found = silenced(options, table);
  if (found?.silent === 'classic') {
    const titles: Record<string, string> = texts.stages;
    return texts.photoPage.readsAlone(found.stages.map((name) => titles[name] ?? readable(name)).join(', '));
  }
  // Until the picture is read again, what is seen is still the page reader's.
  if (!found || reading.model.includes(PAGE_READER)) return null;
  const moved = table.parameters.filter(({ name }) => found.moved.includes(name));
  return texts.photoPage.notAsked(moved.map((knob) => knobTexts(texts, knob).label).join(', '));
}

function Recipes({ reading, ...settings }: SettingsProps & { reading: Reading }) {
  const { table, options, onChange } = settings;
  const texts = useTexts();
  const { recipe, reset } = texts.photoPage;
  const names = Object.entries(table.recipes).map(([name, { help }]) => ({
    value: name,
    ...recipeTexts(texts, name, help),
  }));
  const note = noteOf(reading, settings, texts);
  return (
    <>
      <NativeSelect
        aria-label={recipe}
        data={names.map(({ value, title }) => ({ value, label: title }))}
        value={options.recipe}
        className={classes.recipe}
        data-testid="recipe"
        onChange={({ currentTarget }) => onChange({ recipe: currentTarget.value, values: {} })}
      />
      <Button
        variant="default"
        leftSection={<ResetIcon />}
        disabled={isDefault(options)}
        onClick={() => onChange(DEFAULTS)}
      >
        {reset}
      </Button>
      <p className={`muted small ${classes.recipeHelp}`} data-note={note !== null || undefined} role="status">
        {note ?? names.find(({ value }) => value === options.recipe)?.help}
      </p>
    </>
  );
}

interface StageFigureProps extends SettingsProps {
  name: string;
  reading: Reading;
  parameters: Parameter[];
}

function StageFigure({ name, reading, parameters, table, options, onChange }: StageFigureProps) {
  const titles: Record<string, string> = useTexts().stages;
  const title = titles[name] ?? reading.stages.find((stage) => stage.name === name)?.title ?? readable(name);
  return (
    <div className={`card ${classes.stage}`}>
      <figure data-testid={`stage-${name}`} className={classes.figure}>
        <StagePicture name={name} title={title} reading={reading} />
        <figcaption>
          <h3 className={classes.title}>{title}</h3>
        </figcaption>
      </figure>
      {parameters.map((parameter) => (
        <ParameterControl
          key={parameter.name}
          parameter={parameter}
          value={valueInForce(parameter, options, table)}
          onChange={(value) => onChange(withValue(options, parameter.name, value))}
        />
      ))}
    </div>
  );
}

/** Every step of the reading with its picture and its knobs. */
export function Stages({ reading, busy, ...settings }: SettingsProps & { reading: Reading; busy: boolean }) {
  const texts = useTexts().photoPage;
  const { parameters } = settings.table;
  const order = stageOrder(
    reading.stages.map(({ name }) => name),
    parameters,
  );
  return (
    <section className={classes.section} aria-labelledby="stages-title">
      <div>
        <h2 id="stages-title">{texts.stages}</h2>
        <p className="muted small">{texts.stagesIntro}</p>
      </div>
      <div className={classes.bar}>
        <Recipes reading={reading} {...settings} />
        <Now reading={reading} busy={busy} />
      </div>
      <div className={classes.grid}>
        {order.map((name) => (
          <StageFigure
            key={name}
            name={name}
            reading={reading}
            parameters={parameters.filter(({ stage }) => stage === name)}
            {...settings}
          />
        ))}
      </div>
    </section>
  );
}
