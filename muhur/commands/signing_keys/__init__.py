"""``muhur keys …``: the life of the keys that sign documents."""
