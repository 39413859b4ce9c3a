"""What is kept: drawings with their predictions."""
