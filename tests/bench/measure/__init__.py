"""One module for each measure: measure(bench, table) runs it and fills the table."""
