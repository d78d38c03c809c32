"""How windows are reduced fast; nothing here is public."""
