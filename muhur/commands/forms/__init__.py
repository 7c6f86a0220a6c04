"""Commands for other software: keys of proofs, and the doors of conformance suites."""
