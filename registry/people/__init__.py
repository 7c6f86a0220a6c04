"""People of the register: memberships, what members are authorised to do, who asked, privacy."""
