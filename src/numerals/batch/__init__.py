"""Many images to one table: on this machine's cores, or on a Ray cluster."""
