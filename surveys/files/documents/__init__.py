"""Documents that a council and an authority pass around, in Russian, as DOCX and XLSX."""
