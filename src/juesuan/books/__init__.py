"""Records (账套): a department's year as a folder of TOML and CSV; open, import, check, seal."""
