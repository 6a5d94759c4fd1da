"""Calls between two processes that do not trust each other."""
