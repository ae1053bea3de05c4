"""The dashboard: where people say what is happening."""
