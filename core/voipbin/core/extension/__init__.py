"""Extensions: SIP accounts of phones, and where those phones are."""
