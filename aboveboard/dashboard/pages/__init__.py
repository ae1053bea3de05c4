"""Pages: how each presents itself, what it shows, and who may read it."""
