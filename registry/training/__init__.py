"""Programmes and their versions, runs, trainers, standing approvals: flows of the training unit."""
