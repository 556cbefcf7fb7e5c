"""What is asked and how it is counted, as TOML files that a methodologist reads, and their loader."""
