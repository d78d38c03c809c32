"""What a pooling is, on numbers alone: sizes, places, limits."""
