"""The window, its commands, its keys and menus."""
