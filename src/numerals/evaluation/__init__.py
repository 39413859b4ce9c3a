"""How well a reader reads: metrics and the photo benchmark."""
