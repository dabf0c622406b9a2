"""What an address of the calculator asks for, and the answer: bills line by line, and what they could be instead.

The arithmetic is that of catalog.pricing; here are the fields, the prices as they stood at a moment, and the files.
"""
