"""The explanation (情况说明) in sentences over facts: thirteen sections, and the parts around them."""
