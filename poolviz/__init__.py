"""See what pooling does: an exact NumPy core, and a desktop program around it."""

__version__ = "0.1.0"
