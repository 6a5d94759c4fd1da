"""Processes that grade submissions one after the other, on this and other computers."""
