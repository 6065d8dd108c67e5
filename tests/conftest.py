"""The kit that plugin authors use is the one that WattOS tests itself with."""

pytest_plugins = ["wattos.testing"]
