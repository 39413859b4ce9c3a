"""The Django project that serves the page and the API; `numerals.server.serve.serve` starts it."""
