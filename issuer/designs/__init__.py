"""The certificate design of a chamber: which it may choose, and how its documents would look."""
