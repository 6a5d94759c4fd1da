"""One submission: choose its files, repair them and grade them."""
