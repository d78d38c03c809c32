"""The labs: what each computes from a scene."""
