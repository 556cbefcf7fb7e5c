"""The back office: what the operator sees after signing in."""
