"""Files a customer keeps: uploads, and the audio of its recordings."""
