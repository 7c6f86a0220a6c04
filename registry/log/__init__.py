"""The transparency log as a value: entries, their Merkle tree, its tiles and proofs (docs/spec/log.md). Pure: no SQL, files, clock or network."""
