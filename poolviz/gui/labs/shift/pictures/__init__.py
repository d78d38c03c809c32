"""The picture and its shifted twin, level by level."""
