"""torch.utils: what the exercises' guard needs of it."""
