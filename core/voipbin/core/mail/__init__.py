"""Mail the platform itself sends: links to verify an address or to choose a password."""
