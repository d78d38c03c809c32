"""What every lab draws with."""
