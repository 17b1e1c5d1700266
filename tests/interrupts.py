"""Ctrl-C for child processes, also where the test run itself was started with it ignored (by nohup, or in a script's background)."""

import signal


def heed() -> None:
    """Runs in the child before its program: SIGINT does again what it does in a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
