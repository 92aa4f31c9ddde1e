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


def _reset_link(base_url: str, token: str) -> str:
    return f"{base_url}/auth/password-reset?token={token}"
