"""What the program is doing, and how that changes."""
