"""Evidence: who attended how much and with which marks, by hand or from learning systems."""
