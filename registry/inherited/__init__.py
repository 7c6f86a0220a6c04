"""Documents a chamber issued on paper before this register (devralınan): entered in bulk, by two people."""
