"""The Shift lab: what is left of a shift."""
