"""What the server tells of itself: metrics for Prometheus, logs with a request's id, and drift."""
