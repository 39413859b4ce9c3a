"""The command line: ``numerals``, one file a command, thin."""
