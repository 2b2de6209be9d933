"""`python -m app.cli`: the same commands without an installed script."""

from app.cli import main

main()
