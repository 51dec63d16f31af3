"""Everything behind `./dev`; it is no part of what runs in production."""
