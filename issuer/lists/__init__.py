"""Lists under work: a file or pasted rows become judged rows that an officer mends, and then a batch."""
