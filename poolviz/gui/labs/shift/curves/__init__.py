"""What is left, level by level, as curves."""
