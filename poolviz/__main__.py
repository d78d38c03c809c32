"""``python -m poolviz`` starts the program; ``python3 poolviz``, in a checkout, sets up first."""

import sys


def start() -> int:
    """Start the program, in this process or, from a bare checkout, in its ``.venv``."""
    if __package__:
        from poolviz.cli import main

        return main()
    import os

    # Run as a folder: its modules must not stand in for others, and the package must be found.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != here]
    sys.path.insert(0, os.path.dirname(here))
    from poolviz import bootstrap

    return bootstrap.run("poolviz", sys.argv[1:], window=True)


if __name__ == "__main__":
    sys.exit(start())
