"""The command `slm-graph`, and `python -m slm_graph`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the arguments ask for; an interruption is told in a line while it is still imported too."""
    try:
        from slm_graph.commands.main import main as run
    except KeyboardInterrupt:
        sys.stderr.write("slm-graph: interrupted\n")
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
