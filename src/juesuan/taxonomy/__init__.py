"""What numbers mean, as data: forms, classification lists, dimensions."""
