"""The errors that poolviz raises for what a user can put right."""


class PoolvizError(Exception):
    """Something a user asked for can't be done; the message is one sentence for that user."""


class SpecError(PoolvizError, ValueError):
    """A pooling parameter, or an array, that pooling is not defined for."""


class SourceError(PoolvizError, ValueError):
    """A file, a table or a scene that can't be read or shown."""


class ExportError(PoolvizError):
    """A picture, an animation or a table of values that can't be written."""


def reason(error: BaseException) -> str:
    """Return what an exception says, as the end of one of our sentences."""
    text = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, OSError) and error.strerror:
        text = error.strerror
    return text.partition(". ")[0][:160] or type(error).__name__
