"""`voipbin demo`: one real call, told live."""
