"""Business registers (业务台账): fields, states, statutory clocks and indicators as data, kept in the book."""
