"""The kit that plugin authors use is the one that WattOS tests itself with."""

import sys

pytest_plugins = [] if "wattos.testing" in sys.modules else ["wattos.testing"]
