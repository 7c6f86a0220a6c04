"""Generated sets: invented registers of known size, the same for one seed, for ÖRNEK installations only."""
