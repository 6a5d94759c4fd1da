"""One submission: which files count, how they are repaired, and the verdicts."""
