"""Janus VideoRoom behind the seam of `media/base.py`."""
