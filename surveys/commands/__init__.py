"""`flask …`: what an administrator and an operator do from the command line."""

from flask import Flask

from surveys.commands import (
    assessments,
    copies,
    documents,
    export,
    inspections,
    migrations,
    organizations,
    posters,
    results,
    service,
    users,
    verify,
    work,
)
from surveys.commands.demo.making import make_demo


def set_up(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(migrations.migrations)
    export.export.add_command(inspections.export_inspections)
    export.export.add_command(results.export_indicators)
    for command in (
        organizations.import_organizations,
        organizations.list_organizations,
        assessments.list_assessments,
        assessments.open_assessment,
        assessments.close_assessment,
        inspections.import_inspections,
        results.approve_assessment,
        export.export,
        documents.document,
        posters.posters,
        verify.verify,
        users.create_user,
        users.reset_password,
        users.disable_user,
        copies.backup,
        copies.restore,
        make_demo,
        service.serve,
        work.work,
    ):
        app.cli.add_command(command)
