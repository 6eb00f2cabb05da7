"""What the commands in this folder do once the Python environment stands."""

FIRST_START = ".first-start"  # in the data folder: the demo data are still to be loaded
