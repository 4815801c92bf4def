"""`python -m slm_graph`."""

from slm_graph.cli import main

if __name__ == "__main__":
    main()
