"""One process for each letter, the letter on its standard input: each.py LETTERS BYTES COMMAND…"""
import subprocess
import sys

letters, size, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
LINE = "We thought of you today, and of the boats in the harbour this morning.\n"
letter = "From: care@harbourpine.example\nSubject: Thank you\n\n" + LINE * (size // len(LINE))
for _ in range(letters):
    subprocess.run(command, input=letter, text=True, check=True)
