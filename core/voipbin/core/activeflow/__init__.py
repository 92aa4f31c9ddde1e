"""Activeflows: flows under way, their state stored after every step."""
