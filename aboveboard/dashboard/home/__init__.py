"""The first screen: how everything is, what is open, what to do next."""
