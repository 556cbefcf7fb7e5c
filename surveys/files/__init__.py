"""Tables in and out of CSV and XLSX; no Flask, no database."""
