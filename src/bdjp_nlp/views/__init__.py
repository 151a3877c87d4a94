"""Views: read the store and show it; they never run the pipeline."""
