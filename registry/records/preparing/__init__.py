"""Records of documents before they are issued: batches, drafts, and what they rest on."""
