"""When does it break? Circles of other radii."""
