"""Every window of a pooling in numbers, words and code."""
