import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The blue of fountain pens. */
const ink: MantineColorsTuple = [
  '#eef1fd',
  '#dbe1f9',
  '#b7c2f2',
  '#92a2ea',
  '#7389e3',
  '#5c74dc',
  '#4a61cf',
  '#3149b5',
  '#283d9c',
  '#1f3182',
];

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  colors: { ink },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
});

/** Makes Mantine's parts use the palette of `styles/tokens.css`. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--muted)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-border': 'var(--line)',
  },
  light: {},
  dark: {},
});
