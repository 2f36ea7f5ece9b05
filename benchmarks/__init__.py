"""What `make bench` prints: every number of the README, measured on the documents of ../shared."""
