"""Small widgets that are used everywhere."""
