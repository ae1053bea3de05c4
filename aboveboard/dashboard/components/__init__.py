"""Components and their groups: what there is, and how it is."""
