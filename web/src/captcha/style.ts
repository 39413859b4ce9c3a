/** The widget's look; `--numerals-accent` and `--numerals-radius` may be set by the page. */
export const STYLE = `
:host { display: block; max-width: 22rem; color-scheme: light dark; font: 1rem/1.4 system-ui, sans-serif;
  --accent: var(--numerals-accent, light-dark(#3149b5, #a3b5ff)); --line: light-dark(#8a857b, #7d818c);
  --text: light-dark(#1d1c1a, #eceae6); --muted: light-dark(#5d5a53, #aaa8a1); --surface: light-dark(#fff, #1b1c21);
  --radius: var(--numerals-radius, 10px); }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
section { border: 1px solid var(--line); border-radius: var(--radius); padding: .75rem; background: var(--surface);
  color: var(--text); display: grid; gap: .6rem; }
p { margin: 0; }
p:empty { display: none; }
.note { font-weight: 600; }
.done { color: light-dark(#14703a, #62d29a); font-weight: 600; }
.boxes { display: flex; gap: .5rem; }
figure { margin: 0; flex: 1; min-width: 0; max-width: 9rem; text-align: center; }
figcaption { font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; aspect-ratio: 1; border: 1px dashed var(--line); border-radius: var(--radius);
  touch-action: none; cursor: crosshair; user-select: none; -webkit-user-select: none; }
path { fill: none; stroke: currentColor; stroke-width: .055; stroke-linecap: round; stroke-linejoin: round; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: var(--radius);
  padding: .45rem .9rem; min-height: 2.75rem; cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #131417); font-weight: 600; }
button.quiet { border-color: transparent; color: var(--muted); text-decoration: underline; padding-inline: .25rem; }
button:disabled { opacity: .5; cursor: default; }
button:focus-visible, section:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
progress { width: 100%; accent-color: var(--accent); }
`;
