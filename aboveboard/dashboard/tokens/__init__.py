"""Tokens for programs: who has which, made and taken back."""
