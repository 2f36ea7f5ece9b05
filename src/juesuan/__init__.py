"""Juesuan (决算): read and audit the final accounts that government departments publish."""
