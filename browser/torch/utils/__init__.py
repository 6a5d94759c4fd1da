"""torch.utils: the parts that the exercises' guard needs."""
