"""``python -m numerals``: the command line."""

from numerals.cli.main import main

if __name__ == "__main__":
    main()
