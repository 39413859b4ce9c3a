"""The models of this machine: installed bundles, which of them is the champion, and what a name means.

Plain files, so that serving needs no tracking library and no database::

    HOME/models/cnn-1c63fe2d/model.onnx, card.json     one folder a version
    HOME/models/champion.json                          the champion, and those before it

Every change is made beside its place and then moved there, so another process sees the old state or the new one.
"""

import json
import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from numerals import files
from numerals.errors import ModelError
from numerals.inference.bundle import MODEL_FILE, SHIPPED, Bundle, load_bundle, peek
from numerals.inference.card import CARD_FILE

CHAMPION = "champion"
"""The name under which `Store.resolve` knows the model in force."""
_FORMAT = 1
_HISTORY = 50  # champions that are remembered
_NEW, _OLD = ".new-", ".old-"  # what is being written or thrown away; left over only by a crash

_log = logging.getLogger(__name__)


def home_folder(environ: Mapping[str, str]) -> Path:
    """Folder of what this user's Numerals keeps: ``NUMERALS_HOME``, else in the user's data folder."""
    import platformdirs

    given = environ.get("NUMERALS_HOME")
    return Path(given).expanduser() if given else platformdirs.user_data_path("numerals", appauthor=False)


class Store:
    """The bundles under one home, and those that ship with the package.

    Args:
        home: folder of what is kept; it is made when something is written.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "models"
        self._pointer = self.folder / "champion.json"

    def shipped(self) -> list[Bundle]:
        """Bundles that come with the package, the default one first."""
        return sorted(_bundles_below(SHIPPED.parent), key=lambda bundle: (bundle.folder != SHIPPED, bundle.version))

    def installed(self) -> list[Bundle]:
        """Bundles under the home, the newest first; damaged cards are left out."""
        return sorted(_bundles_below(self.folder), key=lambda bundle: -bundle.folder.stat().st_mtime_ns)

    def bundles(self) -> list[Bundle]:
        """Installed and shipped bundles, each version once; the files are checked when they are loaded."""
        unique: dict[str, Bundle] = {}
        for bundle in [*self.installed(), *self.shipped()]:
            unique.setdefault(bundle.version, bundle)
        return list(unique.values())

    def find(self, version: str) -> Bundle | None:
        """The bundle of exactly this version, None when it is not on this machine."""
        return next((bundle for bundle in self.bundles() if bundle.version == version), None)

    def champions(self) -> Iterator[Bundle]:
        """The champion, then those before it, then the shipped bundle: what to serve with, best first.

        Damaged ones are skipped with a warning in the log.
        """
        for entry in reversed(self._history()):
            bundle = self._sound(entry["version"])
            if bundle:
                yield bundle
        yield load_bundle()

    def champion(self) -> Bundle | None:
        """The promoted model; the one before it when it is damaged; None when there is none, so the shipped one."""
        history = self._history()
        return next(filter(None, (self._sound(entry["version"]) for entry in reversed(history))), None)

    def current(self) -> Bundle:
        """The champion, the shipped bundle when there is none.

        Raises:
            ModelError: the shipped bundle, too, is damaged.
        """
        return next(self.champions())

    def previous(self) -> Bundle:
        """The model that `rollback` goes back to: the champion before, else the shipped bundle.

        Raises:
            ModelError: no model was promoted.
        """
        history = self._history()
        if not history:
            raise ModelError("there is nothing to roll back: no model was promoted, the shipped one is in use")
        sound = (self._sound(entry["version"]) for entry in reversed(history[:-1]))
        return next(filter(None, sound), None) or load_bundle()

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever the champion does; None when nobody was promoted. One look at the file system."""
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def install(self, bundle: Bundle) -> Bundle:
        """Copies a bundle into the home; one that is there already is left, with the newer card.

        Raises:
            ModelError: the model is not the one its card tells of, or the home cannot be written.
        """
        model, card = bundle.checked_model(), json.dumps(bundle.card, indent=2) + "\n"
        place = self.folder / bundle.version
        with self._writing():
            if _is(place, bundle):
                if peek(place).card != bundle.card:
                    files.replace(place / CARD_FILE, card.encode())
                return load_bundle(place)
            fresh = self.folder / f"{_NEW}{bundle.version}"
            fresh.mkdir()
            files.write(fresh / MODEL_FILE, model)
            files.write(fresh / CARD_FILE, card.encode())
            if place.exists():  # damaged
                place.rename(self.folder / f"{_OLD}{bundle.version}")
            fresh.rename(place)
            files.sync(self.folder)
            shutil.rmtree(self.folder / f"{_OLD}{bundle.version}", ignore_errors=True)
        return load_bundle(place)

    def promote(self, bundle: Bundle) -> Bundle:
        """Makes a model the champion, installing it if need be.

        Raises:
            ModelError: as `install`.
        """
        mine = self.install(bundle)
        with self._writing():
            history = self._history()
            if not history or history[-1]["version"] != mine.version:
                moment = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
                history = [*history, {"version": mine.version, "promoted": moment}]
            self._remember(history)
        return mine

    def rollback(self) -> Bundle:
        """Takes the last promotion back, and those before it whose model is damaged.

        Returns:
            The model that is in force now, the shipped one when no other is left.

        Raises:
            ModelError: no model was promoted, or the home cannot be written.
        """
        with self._writing():
            goal, history = self.previous(), self._history()[:-1]
            while history and history[-1]["version"] != goal.version:
                history.pop()
            self._remember(history)
        return goal

    def resolve(self, text: str) -> Bundle:
        """The bundle that a person means.

        Args:
            text: a bundle's folder; ``champion``; a version such as ``cnn-1c63fe2d`` or the beginning of one; a kind
                such as ``cnn``, which is the newest installed one or the shipped one; a folder below ``models``.

        Raises:
            ModelError: nothing or several of that name, or the bundle is damaged.
        """
        folder = Path(text).expanduser()
        if len(folder.parts) > 1 or (folder / CARD_FILE).exists():
            return load_bundle(folder)
        if text == CHAMPION:
            return self.current()
        known = self.bundles()
        exact = [one for one in known if one.version == text] or [one for one in known if one.name == text][:1]
        found = exact or [one for one in known if text and one.version.startswith(text)]
        if len(found) == 1:
            return load_bundle(found[0].folder)
        trained = Path("models") / text
        if not found and text and (trained / CARD_FILE).exists():
            return load_bundle(trained)
        names = ", ".join(one.version for one in found or known)
        if found:
            raise ModelError(f"{text} may be {names}; type more of the name")
        raise ModelError(
            f"no model in {text}, and none of that name; there are {CHAMPION}, {names} (see: numerals models show). "
            "A folder with model.onnx and card.json may be given as well."
        )

    def _sound(self, version: str) -> Bundle | None:
        """The installed or shipped bundle of this version that is whole."""
        for bundle in [*self.installed(), *self.shipped()]:
            if bundle.version == version:
                try:
                    return load_bundle(bundle.folder)
                except ModelError as error:
                    _log.warning("%s; an earlier model is used instead", error)
        return None

    def _history(self) -> list[dict[str, str]]:
        """The champions, the one in force last."""
        try:
            said = json.loads(self._pointer.read_text(encoding="utf-8"))
            history = [{key: str(entry[key]) for key in ("version", "promoted")} for entry in said["champions"]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("%s cannot be read (%r); promote a model anew", self._pointer, error)
            return []
        return history

    def _remember(self, history: list[dict[str, str]]) -> None:
        said: dict[str, Any] = {"format": _FORMAT, "champions": history[-_HISTORY:]}
        files.replace(self._pointer, (json.dumps(said, indent=2) + "\n").encode())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Keeps other writers out, and clears away what a crashed one left."""
        import fcntl

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                for left in [*self.folder.glob(f"{_NEW}*"), *self.folder.glob(f"{_OLD}*")]:
                    shutil.rmtree(left, ignore_errors=True)
                yield
        except OSError as error:
            raise ModelError(f"{self.folder} cannot be written: {error}; NUMERALS_HOME names another folder") from error


def _bundles_below(folder: Path) -> Iterator[Bundle]:
    for card in sorted(folder.glob(f"[!.]*/{CARD_FILE}")):
        try:
            yield peek(card.parent)
        except ModelError as error:
            _log.warning("%s", error)


def _is(place: Path, bundle: Bundle) -> bool:
    """Whether this very model lies there unharmed."""
    try:
        return load_bundle(place).sha256 == bundle.sha256
    except ModelError:
        return False
