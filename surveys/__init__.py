"""Отклик: a public citizen feedback survey service."""
