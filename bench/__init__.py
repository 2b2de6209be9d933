"""Benchmarks beside a bare reference."""
