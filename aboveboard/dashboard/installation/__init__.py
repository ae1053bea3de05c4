"""The installation: how it is set up, what it is made of, and how it is."""
