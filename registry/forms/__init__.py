"""The same document in the forms that other software takes, derived from its credential (docs/spec/forms.md)."""
