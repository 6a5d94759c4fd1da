"""The two functions of SciPy that the exercises compare with."""
