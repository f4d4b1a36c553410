"""Account linking as the Alexa app does it, without a person: the store's own login page is filled in."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from simulator.authorisation import Authorisation, Client, LinkedAccount, LinkingFailed
from simulator.store_pages import Browser, Page

__all__ = ["ALEXA", "LinkingFailed", "link"]

ALEXA = Client("voiceshop-alexa", "https://pitangui.amazon.com/api/skill/link/VOICESHOP")
_MOST_PAGES = 6


def link(store_url: str, username: str, password: str) -> LinkedAccount:
    """Log in at the store and link the account.

    Raises:
        LinkingFailed: the store refused, or answered against the rules.
        StoreUnreachable: it did not answer.
    """
    authorisation = Authorisation.at(store_url, ALEXA)
    browser = authorisation.browser
    back = _log_in(browser, browser.get(authorisation.login_url), username, password)
    return authorisation.account(dict(parse_qsl(urlsplit(back).query)))


def _log_in(browser: Browser, page: Page, username: str, password: str) -> str:
    """Go through the store's pages until it sends the browser back to Alexa; that URL, which is never fetched."""
    gave_password = False
    for _ in range(_MOST_PAGES):
        if page.location.startswith(ALEXA.redirect_uri):
            return page.location
        if page.location:
            page = browser.get(page.location)
            continue
        form = page.form()
        if form is None:
            raise LinkingFailed(f"the store's page at {urlsplit(page.url).path} has no form (status {page.status})")
        if "password" in form.fields:
            if gave_password:
                raise LinkingFailed(f"the store refused the login of {username}")
            gave_password = True
            form.fields |= {"username": username, "password": password}
        page = browser.post(form.action, form.fields)
    raise LinkingFailed("the store's login does not come to an end")
