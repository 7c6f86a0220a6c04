"""What happens to a document after its publication: suspended, reinstated, revoked, renewed, replaced, visa."""
