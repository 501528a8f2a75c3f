"""What the processes share. Imports nothing from them."""

__version__ = "0.1.0"
