"""What waits for a person of a chamber today."""
