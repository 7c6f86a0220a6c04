"""What happened to documents after their issue, and whether the register still tells it as it was written."""
