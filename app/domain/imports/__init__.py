"""Sheets an administrator brings in: looked over first, every wrong row said in Chinese, taken whole or not at all."""
