"""The holder of documents: a member's pages over what is theirs."""
