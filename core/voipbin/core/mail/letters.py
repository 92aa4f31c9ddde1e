"""What the mails say."""

from voipbin.core.mail.message import Mail


def verification(to: str, base_url: str, token: str, code: str) -> Mail:
    """Finishes a signup, by link or by code."""
    link = f"{base_url}/auth/email-verify?token={token}"
    text = (
        "Welcome to VoipBin.\n\n"
        f"Open this link to activate your account:\n\n{link}\n\n"
        f"or enter this code where you signed up: {code}\n\n"
        "Both work for an hour. If you did not sign up, do nothing: the account expires.\n"
    )
    return Mail(to, "Verify your e-mail address", text, link)


def first_password(to: str, base_url: str, token: str) -> Mail:
    """Lets the first admin of a new customer in."""
    link = _reset_link(base_url, token)
    text = (
        f"Your VoipBin account {to} is active.\n\n"
        f"Open this link to choose the password you log in with:\n\n{link}\n\n"
        "The link works once and for an hour. Later, ask for another one with\n"
        '"forgot password".\n'
    )
    return Mail(to, "Choose your password", text, link)


def password_reset(to: str, base_url: str, token: str) -> Mail:
    """Lets somebody choose a new password."""
    link = _reset_link(base_url, token)
    text = (
        f"Somebody, probably you, asked for a new password of {to}.\n\n"
        f"Open this link to choose one:\n\n{link}\n\n"
        "The link works once and for an hour. If it was not you, do nothing: your password stays.\n"
    )
    return Mail(to, "Choose a new password", text, link)


def account_exists(to: str, base_url: str, token: str) -> Mail:
    """Tells the owner of a login that somebody signed up with its address."""
    link = _reset_link(base_url, token)
    text = (
        f"Somebody, probably you, signed up for VoipBin with {to}.\n\n"
        "You already have an account with this address, so no other one was made. If you forgot\n"
        f"your password, open this link to choose a new one:\n\n{link}\n\n"
        "The link works once and for an hour. If it was not you, do nothing: your password stays.\n"
    )
    return Mail(to, "You already have an account", text, link)


def address_taken(to: str) -> Mail:
    """Tells the owner of an address that nobody logs in with (yet) that somebody signed up."""
    text = (
        f"Somebody, probably you, signed up for VoipBin with {to}.\n\n"
        "There is an account with this address already, so no other one was made. If you signed\n"
        "up within the last hour, open the link of the mail that you got then; if that is lost,\n"
        "sign up again when the hour is over. Otherwise log in with your login name.\n\n"
        "If it was not you, do nothing.\n"
    )
    return Mail(to, "You already have an account", text, "")


def _reset_link(base_url: str, token: str) -> str:
    return f"{base_url}/auth/password-reset?token={token}"
