"""Duologue: a course of therapy, carried by two."""
