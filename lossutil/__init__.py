"""Helpers that the chapters and exercises of *Losses by Hand* import."""
