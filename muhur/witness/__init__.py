"""Witnesses of the log (C2SP tlog-witness): one of them as a server of its own, and how a log asks them."""
