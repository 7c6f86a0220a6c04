"""Records of notices, shares, watches, requests and quotas."""
