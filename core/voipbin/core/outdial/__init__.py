"""Outdials: lists of people to call, each claimed by one campaign."""
