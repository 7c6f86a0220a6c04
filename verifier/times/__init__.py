"""When a document was issued, as others than its issuer tell: what the register entered, what the log proves."""
