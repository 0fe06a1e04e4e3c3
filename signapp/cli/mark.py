"""The command on a person's visible mark at this desk."""

from pathlib import Path

import click

from signapp.cli.line import line
from signapp.cli.terminal import FILE, FOLDER, Terminal, with_terminal
from signapp.services.marks import MarkForm, MarkLanguage
from signapp.services.seal import choose_mark, choose_picture


@click.command("mark")
@click.argument("folder", type=FOLDER)
@click.argument("person")
@click.option("--form", type=click.Choice([one.value for one in MarkForm]), help="Form.")
@click.option(
    "--language", type=click.Choice([one.value for one in MarkLanguage]), help="Language."
)
@click.option("--picture", type=FILE, help="A picture beside the words: PNG, JPEG or SVG.")
@click.option("--no-picture", is_flag=True, help="Have no picture beside the words.")
@with_terminal
def mark(
    terminal: Terminal, folder: Path, person: str, form: str | None, language: str | None,
    picture: Path | None, *, no_picture: bool,
) -> None:  # fmt: skip
    """Choose how a person's visible mark looks at this desk; without options, show it."""
    with terminal.program.working(folder) as desk:
        desk.journal.catch_up()
        if person not in desk.journal.state.roster.persons:
            raise click.BadParameter(person, param_hint="PERSON")
        now = desk.marks.of(person)
        if form or language:
            choose_mark(
                desk,
                person,
                MarkForm(form) if form else now.form,
                MarkLanguage(language) if language else now.language,
            )
        if picture or no_picture:
            choose_picture(desk, person, picture)
        kept, say = desk.marks.of(person), terminal.texts.say
    with_picture = "with_picture" if kept.picture else "without_picture"
    told = say(
        f"terminal.mark.{with_picture}",
        person=person,
        form=say(f"mark.form.{kept.form.value}"),
        language=say(f"mark.language.{kept.language.value}"),
    )
    terminal.say([line(told)])
