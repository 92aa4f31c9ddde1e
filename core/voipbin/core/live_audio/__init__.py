"""Live audio as programs see it: a client of the public audio stream, and the packets around it."""
