"""The Slide lab on the screen."""
