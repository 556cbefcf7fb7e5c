"""Hostile requests over all public routes: how they are made up, sent to a real server, and judged."""
