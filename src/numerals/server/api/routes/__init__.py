"""The API's addresses, one file a subject."""
