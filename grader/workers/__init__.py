"""The processes that grade submissions one after the other, here and on other machines."""
