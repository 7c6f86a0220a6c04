"""What exists: credentials, members, programmes, runs and the sicil; the only room that speaks SQL."""
