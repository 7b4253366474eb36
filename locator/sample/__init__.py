"""Invented outlets to try the software on. Each says in every language that it is a
sample, and none has a phone: Cambodia reserves no numbers for inventions.
"""
