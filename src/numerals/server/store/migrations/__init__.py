"""How the tables came to be; made on SQLite, used by every database."""
