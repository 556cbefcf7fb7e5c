"""What an organization pastes into its site: three pieces of HTML, each for sites that strip the one before."""

from dataclasses import dataclass
from html import escape

FRAME_HEIGHT = 900
BANNER = (300, 80)
"""Width and height of the picture as sites show it, in pixels."""


@dataclass(frozen=True)
class Snippets:
    """The pieces for one organization: a script, a frame for sites without scripts, a link with a picture."""

    script: str
    frame: str
    link: str


def make(service: str, code: str, title: str, picture: str) -> Snippets:
    """The pieces; `service` is our address without a slash at its end.

    `title` says what the frame holds and `picture` what the picture says, for those who see neither.
    """
    here = escape(service)
    width, height = BANNER
    return Snippets(
        script=f'<script src="{here}/embed.js" data-organization="{code}" async></script>',
        frame=(
            f'<iframe src="{here}/a/{code}/embed" title="{escape(title)}" width="100%" height="{FRAME_HEIGHT}"'
            ' style="border:0" loading="lazy"></iframe>'
        ),
        link=(
            f'<a href="{here}/a/{code}"><img src="{here}/banner.png" width="{width}" height="{height}"'
            f' alt="{escape(picture)}"></a>'
        ),
    )
