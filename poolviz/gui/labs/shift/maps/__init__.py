"""Every shift within the jitter, as maps."""
