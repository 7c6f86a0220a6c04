"""Reading uploaded files in processes of their own: what a PDF carries, its seal, its likeness to the drawn sheet."""
