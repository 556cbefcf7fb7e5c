"""Faults by force: what breaks under load, and whether anything that was thanked for is lost or doubled."""
