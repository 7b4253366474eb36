"""OpenStreetMap files: four formats, one kind of feature, one set of rules."""
