"""The command line: a file a command, which reads its arguments, calls the library, and writes what comes back."""
