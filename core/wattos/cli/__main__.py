"""`python -m wattos.cli`, for children of `wattos up`."""

from wattos.cli import main

main()
