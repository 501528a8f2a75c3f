"""`python -m sluis` is the `sluis` command."""

from sluis.cli import main

main()
