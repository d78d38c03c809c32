"""The public operations on arrays."""
