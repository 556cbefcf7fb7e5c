"""Figures by matplotlib's Figure: counts in, SVG or PNG out."""
