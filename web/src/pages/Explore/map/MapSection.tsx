import { NativeSelect, useComputedColorScheme } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { ErrorNote } from '../../../components/ErrorNote';
import { Section } from '../../../components/Section';
import { useTexts } from '../../../i18n/language';
import { useColumns, useExploring } from '../context';
import { useSampleName } from '../useSampleName';
import { groupNames, wayName } from '../ways';
import { type Colouring, classesOf, columnsFor, sampleOf } from './colouring';
import { COLOURS, GROUNDS, paletteOf, VERDICT_COLOURS, WRONG } from './colours';
import { Legend } from './Legend';
import classes from './MapSection.module.css';
import { MiddleList } from './MiddleList';
import { Neighbourhood } from './nearest';
import { PointMap } from './PointMap';
import { pixelOf } from './paint';

const PCA = 'map_pca';

/** The maps and the colourings that this study has, with their names. */
function useChoices() {
  const page = useTexts().explorePage;
  const { map, groups } = page;
  const { atlas } = useExploring();
  const maps = atlas.names('map_').map((value) => ({
    value,
    label: value === PCA ? map.maps.pca : map.maps.umap(wayName(value.replace(/^map_/, ''), groups.pieces)),
  }));
  const colourings = [
    { value: 'label', label: map.colours.label },
    { value: 'verdict', label: map.colours.verdict },
    ...atlas.statistics.clusterings.map(({ name }, number) => ({
      value: `group_${number}`,
      label: map.colours.group(wayName(name, groups.pieces)),
    })),
  ];
  return { maps, colourings };
}

/** Names of the classes of a colouring. */
function useClassNames(colouring: Colouring): readonly string[] {
  const texts = useTexts().explorePage.map;
  const { clusterings } = useExploring().atlas.statistics;
  if (colouring === 'label') return COLOURS.map((_, digit) => String(digit));
  if (colouring === 'verdict') return texts.verdicts;
  return groupNames(clusterings[Number(colouring.replace('group_', ''))]?.table ?? []);
}

/** The class that is looked at: of the labels it is the digit that the whole page looks at. */
function useLooked(colouring: Colouring) {
  const { digit, onDigit } = useExploring();
  const [looked, setLooked] = useState<number | null>(null);
  return colouring === 'label' ? { looked: digit, onLook: onDigit } : { looked, onLook: setLooked };
}

interface MapProps {
  map: string;
  colouring: Colouring;
}

/** The map with its legend, and the images around its middle. */
function ColouredMap({ map, colouring }: MapProps) {
  const { looked, onLook } = useLooked(colouring);
  const names = useClassNames(colouring);
  const nameOf = useSampleName();
  const scheme = useComputedColorScheme();
  const [middle, setMiddle] = useState<number[]>([]);
  const answer = useColumns(useMemo(() => columnsFor(map, colouring), [map, colouring]));
  const values = answer.state === 'answered' ? answer.value : null;
  const neighbourhood = useMemo(() => values && new Neighbourhood(values[0] as Uint16Array), [values]);
  const points = useMemo(
    () => values && { places: values[0] as Uint16Array, classes: classesOf(colouring, values) },
    [values, colouring],
  );
  const colours = colouring === 'verdict' ? VERDICT_COLOURS : COLOURS;
  const how = useMemo(() => {
    // Mistakes are few: they would drown among what is right.
    const above = colouring === 'verdict' ? [WRONG, WRONG + 1] : [];
    const front = looked === null || above.includes(looked) ? above : [...above, looked];
    return { colours: paletteOf(colours, scheme, looked), above: front };
  }, [colours, colouring, scheme, looked]);
  const sample = useCallback((index: number) => sampleOf(values ?? [], index), [values]);
  if (answer.state === 'failed') return <ErrorNote error={answer.error} />;
  if (!points || !neighbourhood) return <div className={classes.waiting} />;
  return (
    <>
      <Legend names={names} colours={colours} looked={looked} onLook={onLook} />
      <PointMap
        points={points}
        how={how}
        ground={pixelOf(GROUNDS[scheme], GROUNDS[scheme])}
        neighbourhood={neighbourhood}
        describe={(index) => nameOf(sample(index))}
        onMiddle={setMiddle}
      />
      <MiddleList indices={middle} sample={sample} />
    </>
  );
}

/** All images as dots, alike ones close together. */
export function MapSection() {
  const texts = useTexts().explorePage.map;
  const { maps, colourings } = useChoices();
  const [map, setMap] = useState(
    () => (maps.findLast(({ value }) => value !== PCA) ?? maps[0])?.value ?? PCA,
  );
  const [colouring, setColouring] = useState<Colouring>('label');
  return (
    <Section name="map" title={texts.title} intro={texts.intro}>
      <div className={classes.bar}>
        <NativeSelect
          label={texts.map}
          data={maps}
          value={map}
          data-testid="map-choice"
          onChange={({ currentTarget }) => setMap(currentTarget.value)}
        />
        <NativeSelect
          label={texts.colour}
          data={colourings}
          value={colouring}
          data-testid="map-colour"
          onChange={({ currentTarget }) => setColouring(currentTarget.value as Colouring)}
        />
      </div>
      <ColouredMap map={map} colouring={colouring} />
      <p className="muted small">{texts.hint}</p>
    </Section>
  );
}
