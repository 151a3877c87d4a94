"""``python -m bdjp_nlp``."""

from bdjp_nlp.cli import main

if __name__ == "__main__":
    main()
