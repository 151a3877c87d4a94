"""Exit statuses of every command."""

ALL_DONE = 0
FAILED = 1
WRONG_USAGE = 2
SOME_DOCUMENTS_FAILED = 3
INTERRUPTED = 130
"""As shells have it: 128 and the number of SIGINT."""
