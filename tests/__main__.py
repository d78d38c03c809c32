"""``python3 tests``: set up what is missing, then run pytest with the arguments given.

Without any, the suite is run on all processors; ``python3 tests --all`` runs the long tests, too.
"""

import os
import sys

if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    root = os.path.dirname(here)
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != here]
    sys.path.insert(0, root)
    from poolviz import bootstrap

    os.chdir(root)
    arguments = sys.argv[1:]
    if bootstrap.split_yes(arguments)[1] in ([], ["--all"]):
        arguments += ["-n", "auto"]
    sys.exit(bootstrap.run("pytest", arguments, extras=["dev"]))
