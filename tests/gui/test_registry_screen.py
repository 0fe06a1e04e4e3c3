"""The registry's screen: who is who, what waits for a second registrar, everyday changes."""

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QPushButton

from signapp.demo.people import DEPUTY_MAYOR, MAYOR, SINCE, UNTIL
from signapp.demo.scene import Scene
from signapp.domain.acts import IdentityCheck, OfficeHeld, PersonEnrolled, RosterChange
from signapp.gui.screens.registry import RegistryScreen
from signapp.gui.widgets.form import qt_day
from signapp.services.journal import SignedIn, salted
from signapp.services.register import propose_roster_change, sign_in
from tests.gui.driver import Driver, texts_on

PLACE = 2
TODAY = date(2017, 8, 21)


def registrar(scene: Scene, person: str) -> SignedIn:
    home = next(one.session for one in scene.people if one.person == person)
    return sign_in(scene.desk, person, home, "1234").acting_for("registry")


def propose(scene: Scene, person: str) -> str:
    """Let a registrar propose a new colleague."""
    name = salted("Niko Nieminen")
    changes: tuple[RosterChange, ...] = (
        PersonEnrolled("niko", name.commitment, IdentityCheck.IDENTITY_DOCUMENT),
        OfficeHeld("niko", "registry", SINCE, UNTIL),
    )
    return propose_roster_change(scene.desk, registrar(scene, person), changes, (name,))


def go(driver: Driver, person: str = "registrar-1") -> RegistryScreen:
    """Sign a registrar in and turn to the registry's screen."""
    driver.enter(person)
    driver.window.navigation.setCurrentRow(PLACE)
    driver.settle()
    assert driver.window.registry.isVisible()
    return driver.window.registry


def named(screen: RegistryScreen, name: str) -> QPushButton:
    found = screen.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), name
    return found


@pytest.mark.parametrize("person", ["mayor", "preparer", "auditor"])
def test_only_those_who_keep_the_register_see_its_place(driver: Driver, person: str) -> None:
    driver.enter(person)
    assert driver.window.navigation.item(PLACE).isHidden()
    driver.leave()
    driver.enter("registrar-1")
    assert not driver.window.navigation.item(PLACE).isHidden()


def test_offices_holders_and_certificates_are_shown_with_the_warning(driver: Driver) -> None:
    screen = go(driver)
    text = texts_on(screen)
    assert "Helsingin kaupunki · Rekisteri numeroi itse" in text
    assert "Varoitus: rekisterissä on 2 kirjaajaa." in text
    assert "pormestari\nU510VH1\nPäivi Pormestari, 31.7.2021 asti" in text
    assert "allekirjoitusvarmenne, voimassa 1.1.2047 asti" in text
    assert not screen.waiting.isVisible()
    driver.window.tools.language.choose("sv")
    assert "Varning: registret har 2 registratorer." in texts_on(screen)


def test_another_registrar_sees_every_change_and_confirms_it(driver: Driver, scene: Scene) -> None:
    code = propose(scene, "registrar-2")
    screen = go(driver)
    text = texts_on(screen.waiting)
    assert "Ehdotti Kari Kirjaaja" in text
    assert "Uusi henkilö: Niko Nieminen (niko); henkilöllisyys: passi" in text
    assert "Niko Nieminen hoitaa tehtävää kirjaaja, 1.6.2017–31.7.2021" in text
    driver.click(named(screen, f"confirm-{code}"))
    driver.settle()
    assert scene.desk.journal.state.roster.holds("niko", "registry", TODAY)
    assert not screen.waiting.isVisible()
    assert "Niko Nieminen, 31.7.2021 asti" in texts_on(screen.offices)


def test_nobody_can_confirm_their_own_proposal_but_take_it_back(
    driver: Driver, scene: Scene
) -> None:
    code = propose(scene, "registrar-1")
    screen = go(driver)
    assert screen.findChild(QPushButton, f"confirm-{code}") is None
    assert "Toinen kirjaaja vahvistaa tämän." in texts_on(screen.waiting)
    driver.click(named(screen, f"reject-{code}"))
    driver.settle()
    assert not scene.desk.journal.state.proposed[code].is_open
    assert "niko" not in scene.desk.journal.state.roster.persons
    assert not screen.waiting.isVisible()


def test_an_absence_counts_at_once_and_is_taken_back(driver: Driver, scene: Scene) -> None:
    screen = go(driver)
    form = screen.absence
    driver.click(screen.buttons[form])
    form.person.setCurrentIndex(form.person.findData("mayor"))
    form.until.setDate(qt_day(TODAY + timedelta(days=4)))
    driver.do_form(form)
    assert not form.isVisible()
    (absence,) = scene.desk.journal.state.absences["mayor"]
    assert (absence.since, absence.until) == (TODAY, TODAY + timedelta(days=4))
    assert "Poissa 21.8.2017–25.8.2017" in texts_on(screen.offices)
    driver.click(named(screen, f"withdraw-mayor-{TODAY}"))
    driver.settle()
    assert scene.desk.journal.state.absences["mayor"] == ()
    assert "Poissa" not in texts_on(screen.offices)


def test_a_substitute_needs_a_basis_and_another_registrar(driver: Driver, scene: Scene) -> None:
    screen = go(driver)
    form = screen.substitute
    driver.click(screen.buttons[form])
    form.office.setCurrentIndex(form.office.findData(DEPUTY_MAYOR))
    form.person.setCurrentIndex(form.person.findData("presenter"))
    assert not form.confirm.isEnabled()
    driver.fill(form, form.basis, "Pormestari 21.8.2017 § 3")
    driver.do_form(form)
    assert not scene.desk.journal.state.roster.substitutes_of(DEPUTY_MAYOR, TODAY)
    assert "Erikseen määrätty sijainen: Eero Esittelijä" in texts_on(screen.waiting)
    driver.leave()
    screen = go(driver, "registrar-2")
    (code,) = [one.proposal for one in scene.desk.journal.state.proposed.values() if one.is_open]
    driver.click(named(screen, f"confirm-{code}"))
    driver.settle()
    (substitute,) = scene.desk.journal.state.roster.substitutes_of(DEPUTY_MAYOR, TODAY)
    assert (substitute.person, substitute.basis) == ("presenter", "Pormestari 21.8.2017 § 3")
    assert "Erikseen määrätty sijainen: Eero Esittelijä" in texts_on(screen.offices)


def test_leaving_an_office_is_proposed_and_a_refusal_keeps_the_form(
    driver: Driver, scene: Scene
) -> None:
    screen = go(driver)
    form = screen.leaving
    driver.click(screen.buttons[form])
    form.holder.setCurrentIndex(form.holder.findText("Kari Kirjaaja, kirjaaja"))
    driver.do_form(form)
    assert "Kirjaajia jäisi liian vähän" in texts_on(driver.window.problem)
    assert form.isVisible()
    assert form.confirm.isEnabled()
    form.holder.setCurrentIndex(form.holder.findText("Päivi Pormestari, pormestari"))
    driver.do_form(form)
    assert not form.isVisible()
    assert "Päivi Pormestari jättää tehtävän pormestari" in texts_on(screen.waiting)
    assert scene.desk.journal.state.roster.holds("mayor", MAYOR, TODAY + timedelta(days=1))


def test_what_was_begun_is_forgotten_with_the_person(driver: Driver) -> None:
    screen = go(driver)
    driver.click(screen.buttons[screen.absence])
    driver.leave()
    screen = go(driver, "registrar-2")
    assert not screen.absence.isVisible()
    assert screen.buttons[screen.absence].isVisible()


def test_the_changes_stand_above_where_there_is_no_room_beside(driver: Driver) -> None:
    screen = go(driver)
    first = next(iter(screen.buttons.values()))
    beside = first.mapTo(driver.window, first.rect().topRight()).x()
    assert beside > screen.offices.mapTo(driver.window, screen.offices.rect().topRight()).x()
    driver.window.resize(driver.window.minimumSize())
    driver.settle()
    for made in screen.buttons.values():
        assert made.mapTo(driver.window, made.rect().topRight()).x() < driver.window.width()
    above = first.mapTo(driver.window, first.rect().topLeft()).y()
    assert above < screen.offices.mapTo(driver.window, screen.offices.rect().topLeft()).y()
