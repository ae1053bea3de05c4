"""Maintenances: planning them, letting them come again, moving, beginning and ending them."""
