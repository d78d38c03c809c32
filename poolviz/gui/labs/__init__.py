"""One widget for each lab."""
