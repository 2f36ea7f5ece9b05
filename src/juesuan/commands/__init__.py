"""Commands of their own (命令): each module adds what it offers to the command line."""
