"""What each setting does, in one sentence: the one place for these sentences. A new setting gets a line here."""

from surveys.domain.messages import N_, Message

EXPLAINED: list[tuple[Message, dict[str, Message]]] = [
    (
        N_("Where the service is"),
        {
            "public_url": N_(
                "The address that people see; other names are refused, and with https cookies and headers are strict."
            ),
            "host": N_("The network interface on which the service listens."),
            "port": N_("The port on which the service listens."),
            "trusted_proxy_hops": N_(
                "How many web servers in front are believed when they tell the address of a visitor."
            ),
            "instance_path": N_("The folder of the database, the secret and definitions of your own."),
            "database_url": N_("Where the database is."),
            "redis_url": N_("Where the counters of the limits are, when several processes or hosts share them."),
            "secret_key": N_("Signs the tickets of questionnaires and the sessions of the office."),
            "web_concurrency": N_("How many processes answer; more than one needs Redis for the limits."),
            "web_threads": N_("How many requests are answered at the same moment."),
        },
    ),
    (
        N_("Who asks, and what"),
        {
            "operator_name": N_("Who runs the survey; stands on every public page."),
            "operator_contact": N_("How respondents reach the operator; stands on every public page."),
            "time_zone": N_("The time zone whose calendar gives a response its day."),
            "questionnaire": N_("The questionnaire of new rounds and of the collection between rounds."),
            "methodology": N_("The methodology by which new rounds are counted."),
            "embed_sites": N_(
                "Sites whose pages may show every questionnaire in a frame, such as that of the authority."
            ),
        },
    ),
    (
        N_("Protection against spam"),
        {
            "min_fill_seconds": N_("Whoever sends the questionnaire faster than this, in seconds, passes a check."),
            "rate_soft": N_("Past so many responses from one address to one organization, the sender passes a check."),
            "rate_hard": N_("Past so many attempts from one address to one organization, the answer is “later”."),
            "rate_kiosk_soft": N_("Past so many responses from one shared tablet, the sender passes a check."),
            "rate_kiosk_hard": N_("Past so many attempts from one shared tablet, the answer is “later”."),
            "rate_global": N_("Past so many responses to all organizations together, everybody passes a check."),
            "proof_cost": N_("How much a browser computes for the check."),
            "wait_seconds": N_("How many seconds those wait whose browser cannot compute."),
            "kiosk_idle_seconds": N_(
                "After so many seconds without a touch, a shared tablet offers to go on, then erases the answers."
            ),
        },
    ),
    (
        N_("Signing in"),
        {
            "rate_login_account": N_("How many failed attempts to sign in to one account from one address are borne."),
            "rate_login_address": N_("How many failed attempts to sign in from one address are borne."),
            "rate_login_everywhere": N_("How many failed attempts to sign in to one account are borne in all."),
            "session_hours": N_("After so many hours one signs in again."),
        },
    ),
    (
        N_("Running it"),
        {
            "archive_days": N_(
                "How many days PostgreSQL's recovery archive is kept; the privacy page names it. "
                "0 means that there is none."
            ),
            "metrics_token": N_("Whoever shows it may read the metrics from elsewhere than this machine."),
        },
    ),
]
"""Settings by their names, in groups, in the order in which they are shown."""

SECRET = {"secret_key", "metrics_token"}
"""Settings whose values are shown to nobody."""
