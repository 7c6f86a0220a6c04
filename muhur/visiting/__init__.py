"""Who visits the pages: sessions, and what a page's route is handed."""
