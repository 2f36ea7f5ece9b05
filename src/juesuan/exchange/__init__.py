"""Exchange with other departments (信息共享): packages by agreement, signed, sealed, taken once, receipted."""
