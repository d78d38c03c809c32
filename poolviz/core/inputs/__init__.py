"""What is pooled: pictures, arrays, tables and what is drawn."""
