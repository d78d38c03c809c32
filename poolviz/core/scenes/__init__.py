"""What is on the screen, as a value, and as a text."""
