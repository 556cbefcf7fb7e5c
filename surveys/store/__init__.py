"""Asks and tells the database: plain functions that take a session, one file per aggregate."""
