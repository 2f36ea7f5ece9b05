"""Records to facts (编制): SQL over a book's files, integers of 分, one rounding policy."""
