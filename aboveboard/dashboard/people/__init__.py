"""People: who is here, what they may, and how others come in."""
