"""What the surroundings say is read once, from a mapping."""

from pathlib import Path

import pytest

from trajectories.settings import SmtpSettings, cache_folder, database_url, pick_lang, read_smtp


def test_mail_is_not_set_up_without_a_host():
    """Nothing is guessed but the port and STARTTLS."""
    assert SmtpSettings("", 587, "", "", True, "") == read_smtp({})


def test_mail_settings_are_read_from_the_environment():
    """Every one has its own variable."""
    environment = {
        "TRAJECT_SMTP_HOST": "mail.example.nl",
        "TRAJECT_SMTP_PORT": "2525",
        "TRAJECT_SMTP_USER": "traject",
        "TRAJECT_SMTP_PASSWORD": "geheim",
        "TRAJECT_SMTP_STARTTLS": "No",
        "TRAJECT_MAIL_FROM": "traject@example.nl",
    }

    assert SmtpSettings("mail.example.nl", 2525, "traject", "geheim", False, "traject@example.nl") == read_smtp(
        environment
    )


def test_certificates_and_the_name_we_greet_with_are_settings_too():
    """Beside those that were there first."""
    found = read_smtp({"TRAJECT_SMTP_TLS": "Implicit", "TRAJECT_SMTP_CA": "/ca.pem", "TRAJECT_SMTP_EHLO": "a.nl"})

    assert SmtpSettings("", 587, "", "", True, "", "implicit", "/ca.pem", "a.nl") == found


@pytest.mark.parametrize(
    "environment, encryption",
    [
        ({}, "starttls"),
        ({"TRAJECT_SMTP_PORT": "465"}, "implicit"),
        ({"TRAJECT_SMTP_PORT": "465", "TRAJECT_SMTP_STARTTLS": "no"}, "implicit"),
        ({"TRAJECT_SMTP_STARTTLS": "no"}, "none"),
        ({"TRAJECT_SMTP_STARTTLS": "no", "TRAJECT_SMTP_TLS": "starttls"}, "starttls"),
        ({"TRAJECT_SMTP_PORT": "465", "TRAJECT_SMTP_TLS": "starttls"}, "starttls"),
        ({"TRAJECT_SMTP_TLS": "none"}, "none"),
        ({"TRAJECT_SMTP_TLS": "yes please"}, "yes please"),
    ],
)
def test_what_is_said_of_encryption_goes_before_what_the_port_suggests(environment, encryption):
    """A word that cannot be stays as it is, so that nothing is sent rather than sent in the clear."""
    assert encryption == read_smtp(environment).encryption


@pytest.mark.parametrize("port, read", [("2525", 2525), ("", 587), ("smtp", 0), ("70000", 0), ("-1", 0), ("²", 0)])
def test_a_port_that_is_none_is_not_guessed(port, read):
    assert read == read_smtp({"TRAJECT_SMTP_PORT": port}).port


def test_a_file_name_becomes_an_sqlite_url():
    """Absolute, with the home folder filled in; a URL stays as it is."""
    assert f"sqlite:///{Path('werk.db').absolute()}" == database_url("werk.db")
    assert f"sqlite:///{Path.home() / 'werk.db'}" == database_url("~/werk.db")
    assert "postgresql://ann@db/traject" == database_url("postgresql://ann@db/traject")


@pytest.mark.parametrize(
    "asked, environment, lang",
    [
        ("nl", {"TRAJECT_LANG": "en"}, "nl"),
        (None, {"TRAJECT_LANG": "nl", "LC_ALL": "en_GB.UTF-8"}, "nl"),
        (None, {"LC_ALL": "nl_NL.UTF-8", "LANG": "en_GB.UTF-8"}, "nl"),
        (None, {"LC_ALL": "", "LANG": "nl_BE"}, "nl"),
        (None, {"LANG": "fr_BE.UTF-8"}, "en"),
        (None, {"LANG": "C"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_language_asked_for_goes_first_then_the_setting_then_the_locale(asked, environment, lang):
    """English where nothing is said."""
    assert lang == pick_lang(asked, environment)


def test_the_cache_lies_with_the_user_unless_placed_or_off(tmp_path: Path):
    assert tmp_path / "definitions" == cache_folder({}, tmp_path)
    assert Path("/var/cache/traject/definitions") == cache_folder({"TRAJECT_CACHE": "/var/cache/traject"}, tmp_path)
    assert cache_folder({"TRAJECT_CACHE": "off"}, tmp_path) is None
