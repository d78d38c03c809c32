"""Pictures, films and numbers of a scene as files."""
