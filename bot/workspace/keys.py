"""The tokens and the secret of one run; new ones each time, so nothing that leaks outlives the process."""

import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Random for each run; never logged, masked in the traffic."""

    bot_token: str = field(default_factory=lambda: f"xoxb-local-{secrets.token_hex(16)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-local-{secrets.token_hex(16)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))
    page_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def all(self) -> tuple[str, ...]:
        """Every secret string, to mask it wherever it might show."""
        return (self.bot_token, self.app_token, self.signing_secret, self.verification_token, self.page_token)
