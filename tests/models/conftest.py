"""One thread for PyTorch."""

from lab import one_thread

__all__ = ["one_thread"]
