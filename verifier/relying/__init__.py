"""What those who rely on documents do: check a list of numbers, follow a document, open a member's share link."""
