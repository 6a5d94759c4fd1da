"""Sphinx extensions of the site: formulas as MathML, live figures, and what each page loads."""
