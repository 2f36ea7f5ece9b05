"""The fund in a world that goes wrong: the program's own decisions, on a disk that dies and with a bank that errs."""
