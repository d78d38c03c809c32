"""The Shift lab on the screen."""
