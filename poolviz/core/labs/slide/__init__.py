"""The Slide lab: what windows read."""
