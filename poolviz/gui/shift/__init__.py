"""The views of the Shift lab."""
