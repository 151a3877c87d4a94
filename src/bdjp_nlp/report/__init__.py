"""Report: what a run says, as one page that can be mailed and printed."""
