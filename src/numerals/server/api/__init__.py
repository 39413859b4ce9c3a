"""The REST API: requests in, the reader called, JSON out."""
