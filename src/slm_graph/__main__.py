"""`python -m slm_graph`."""

from slm_graph.commands.main import main

if __name__ == "__main__":
    main()
