"""The record: which editions there are and why, and taking words out of it for good."""
