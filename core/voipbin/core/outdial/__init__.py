"""FIXME outdial."""
