"""The paper of a document: sealing the drawn PDF, keeping it, making many."""
