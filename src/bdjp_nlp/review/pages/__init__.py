"""Pages: an address in, HTML out. Each asks the desk for what it shows and fills a template."""
