"""Where the bundled servers of one checkout live, and as whom they run."""

import hashlib
import os
import pwd
import re
import shutil
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATABASE_NAME = "almanac"
# Part of the socket's name only: nothing listens on a network. Said everywhere, so that $PGPORT has no say.
PORT = 5432
# Linux allows 107 bytes, macOS 103; the longest name within the folder is PostgreSQL's lock file.
LONGEST_SOCKET_PATH = 100
LONGEST_SOCKET_NAME = f".s.PGSQL.{PORT}.lock"
# libpq reads a comma as two hosts, Celery takes a path unquoted: a folder with anything else in its name is avoided.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


class LocalServiceError(RuntimeError):
    """A bundled server cannot run here; the message says why and what helps."""


def state_dir() -> Path:
    """The folder of all that the site writes: $ALMANAC_STATE, or var/ in the checkout. It need not exist."""
    return Path(os.path.abspath(os.environ.get("ALMANAC_STATE", "").strip() or BASE_DIR / "var"))


def may_pass(path: Path, uid: int) -> bool:
    """Whether the user can walk down to the path (or to its nearest folder that exists)."""
    while not path.exists():
        path = path.parent
    return all(_is_open(folder.stat(), uid) for folder in (path.resolve(), *path.resolve().parents))


def _is_open(folder: os.stat_result, uid: int) -> bool:
    return bool(folder.st_mode & stat.S_IXOTH or (folder.st_uid == uid and folder.st_mode & stat.S_IXUSR))


@dataclass(frozen=True)
class Place:
    """One checkout's servers: `state` is the folder they were asked to use, `home` the one that they can."""

    state: Path

    @classmethod
    def of_this_checkout(cls) -> "Place":
        return cls(state_dir())

    @cached_property
    def account(self) -> pwd.struct_passwd | None:
        """As whom root runs the servers, since PostgreSQL refuses to be root; None: as the user who asks.

        It is whoever owns the data already: root may look after the site of a normal user.
        """
        if os.geteuid() != 0:
            return None
        try:
            owner = (self.state / "postgres").stat().st_uid
        except OSError:
            owner = 0
        return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")

    @cached_property
    def home(self) -> Path:
        """The state folder; for root in a closed one, a folder of its own in /var/lib, so that nothing is opened."""
        if self.account is None or may_pass(self.state, self.account.pw_uid):
            return self.state
        return Path("/var/lib") / f"model-almanac-{self._mark}"

    @cached_property
    def sockets(self) -> Path:
        """The folder of the sockets, whose path must be short and plain: in the home if it can be."""
        near = self.home / "sockets"
        if PLAIN_PATH.fullmatch(str(near)) and len(str(near / LONGEST_SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return near
        # Not $TMPDIR, which differs from shell to shell. `make_private` refuses a folder that somebody else made.
        return Path("/tmp") / f"model-almanac-{self._mark}"  # noqa: S108 - see above

    @property
    def _mark(self) -> str:
        return hashlib.sha256(os.fsencode(self.state)).hexdigest()[:10]

    def prepare(self) -> None:
        """Make the folders. Changes no permission of a folder that was there before."""
        try:
            for folder in (self.home.parent, self.home):
                if not folder.exists():
                    folder.mkdir(parents=True)
                    folder.chmod(0o755)
            self.make_private(self.sockets)
        except PermissionError as error:
            raise LocalServiceError(
                f"{error.filename} belongs to somebody else: remove {self.home}, run as its owner, "
                "or set ALMANAC_STATE to another folder."
            ) from error

    def make_private(self, folder: Path) -> None:
        """Make a folder for the servers' account alone, or see that it is one."""
        uid = self.account.pw_uid if self.account else os.geteuid()
        if not folder.exists():
            folder.mkdir(mode=0o700)
            if self.account:
                shutil.chown(folder, self.account.pw_uid, self.account.pw_gid)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
            owner = pwd.getpwuid(uid).pw_name
            raise LocalServiceError(f"{folder} must be a folder of {owner} that nobody else can open: remove it.")

    @property
    def as_account(self) -> dict[str, Any]:
        """The arguments of subprocess that run a program as the servers' account, away from closed folders."""
        run_as: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        }
        if self.account:
            run_as |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return run_as
