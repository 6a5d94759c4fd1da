"""A course: its folder and gradebook, what is handed in, and who may read it."""
