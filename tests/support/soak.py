"""How long the randomised tests run: ``MUHUR_SOAK`` times the slice of ``make test``."""

import os

LONG = "MUHUR_SOAK" in os.environ
FACTOR = int(os.environ.get("MUHUR_SOAK", "1"))
