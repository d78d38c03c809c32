"""Values of all windows, axis by axis."""
