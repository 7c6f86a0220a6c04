"""Who may call: users, programs, delegations."""
