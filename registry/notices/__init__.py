"""What people and programs are told, and the links, watches and requests they make."""
