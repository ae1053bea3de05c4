"""Incidents: reporting one, saying more about it, and what is left when it is over."""
