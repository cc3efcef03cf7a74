"""What ``grade watch`` needs beside a page to print: a saved file noticed, single keys, commands that can be stopped.

``changes`` says that something in a folder may have changed, ``keyboard`` gives keys one by one and puts the terminal
back, ``signals`` makes signals something to wait for, ``jobs`` runs one command after the other in a warm process.
"""
