"""The transparency log: signing it, keeping its checkpoint outside the database, auditing one from outside."""
