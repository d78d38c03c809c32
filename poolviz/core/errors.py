"""The errors that poolviz raises for what a user can put right."""


class PoolvizError(Exception):
    """Something a user asked for can't be done; the message is one sentence for that user."""


class SpecError(PoolvizError, ValueError):
    """A pooling parameter, or an array, that pooling is not defined for."""


class SourceError(PoolvizError, ValueError):
    """A file, a table or a scene that can't be read or shown."""


class ExportError(PoolvizError):
    """A picture, an animation or a table of values that can't be written."""
