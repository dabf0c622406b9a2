"""The browser itself: that it runs the site's pages, and that its complaints fail a test."""

from playwright.sync_api import Page

from tests.browser.conftest import NewPage, accessibility_faults, width_that_sticks_out


def test_it_hears_what_the_content_security_policy_forbids(page: Page, complaints: list[str]) -> None:
    page.goto("/healthz")
    page.evaluate("document.body.appendChild(document.createElement('style')).textContent = 'p {}'")
    assert any("Content Security Policy" in complaint for complaint in complaints)
    complaints.clear()


def test_it_finds_faults_of_accessibility_and_of_width(phone: Page) -> None:
    phone.set_content('<p><img src="data:,"><table width="500"><td>wide</table>')
    assert any(fault.startswith("image-alt:") for fault in accessibility_faults(phone))
    assert width_that_sticks_out(phone) > 0


def test_it_judges_colours_alone_and_anew_in_another_scheme(page: Page) -> None:
    faint = "@media (prefers-color-scheme: dark) { p { color: #999; background: #888 } }"
    page.set_content(f"<style>{faint}</style><img src='data:,'><p>Hard to read in the dark")
    assert accessibility_faults(page, "color-contrast") == []
    page.emulate_media(color_scheme="dark")
    (fault,) = accessibility_faults(page, "color-contrast")
    assert fault.startswith("color-contrast:")


def test_it_can_do_without_scripts(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.set_content("<noscript>No scripts here</noscript>")
    assert page.inner_text("body") == "No scripts here"
