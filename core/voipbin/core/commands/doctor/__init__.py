"""`voipbin doctor`: what is wrong here, and how to mend it."""
