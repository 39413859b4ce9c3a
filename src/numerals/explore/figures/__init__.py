"""Figures: each function takes arrays and gives a `matplotlib.figure.Figure`; `style.write` makes PNG and SVG of it."""
