"""Documents given anew: renewals and corrections by list, earlier paper as signed documents, what was granted."""
