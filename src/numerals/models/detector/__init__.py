"""The page reader's network, what it learns, and how."""
