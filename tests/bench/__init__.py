"""Speed beside its floors: `python -m tests.bench`, or `make bench`."""
