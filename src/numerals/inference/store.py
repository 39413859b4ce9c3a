"""The models of this machine: installed bundles, which of them is the champion, and what a name means.

Plain files, so that serving needs no tracking library and no database::

    HOME/models/cnn-d7d1a797/model.onnx, card.json     one folder a version
    HOME/models/champion.json                          the champion, and those before it
    HOME/spaces/vae-32dba9c1/...                       the same for spaces of digits,
    HOME/spaces/vae.json                               with a champion for each kind

Every change is made beside its place and then moved there, so another process sees the old state or the new one.
"""

import json
import logging
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from numerals import files
from numerals.errors import ModelError
from numerals.inference import space as spaces
from numerals.inference.bundle import SHIPPED, Bundle, load_bundle, peek
from numerals.inference.card import CARD_FILE, Carded
from numerals.inference.space import Space, load_space, peek_space

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


Model = TypeVar("Model", bound=Carded)


class Shelf(ABC, Generic[Model]):
    """Models that may take each other's place: those under one home, and those that ship with the package.

    Args:
        folder: of those of this machine; it is made when something is written.
        pointer: name of the file there that tells the champion.
    """

    def __init__(self, folder: Path, pointer: str) -> None:
        self.folder = folder
        self._pointer = folder / pointer

    @abstractmethod
    def load(self, folder: Path) -> Model:
        """Opens a model and checks it; raises ModelError."""

    @abstractmethod
    def _peek(self, folder: Path) -> Model:
        """Opens a model by its card alone; raises ModelError."""

    @abstractmethod
    def default(self) -> Model:
        """The one that ships; raises ModelError when it is damaged."""

    @abstractmethod
    def shipped(self) -> list[Model]:
        """Those that come with the package, the default one first."""

    def _below(self, folder: Path) -> Iterator[Model]:
        for card in sorted(folder.glob(f"[!.]*/{CARD_FILE}")):
            try:
                yield self._peek(card.parent)
            except ModelError as error:
                _log.warning("%s", error)

    def installed(self) -> list[Model]:
        """Models under the home, the newest first; damaged cards are left out."""
        return sorted(self._below(self.folder), key=lambda bundle: -bundle.folder.stat().st_mtime_ns)

    def bundles(self) -> list[Model]:
        """Installed and shipped bundles, each version once; the files are checked when they are loaded."""
        unique: dict[str, Model] = {}
        for bundle in [*self.installed(), *self.shipped()]:
            unique.setdefault(bundle.version, bundle)
        return list(unique.values())

    def find(self, version: str) -> Model | None:
        """The bundle of exactly this version, None when it is not on this machine."""
        return next((bundle for bundle in self.bundles() if bundle.version == version), None)

    def champions(self) -> Iterator[Model]:
        """The champion, then those before it, then the shipped bundle: what to serve with, best first.

        Damaged ones are skipped with a warning in the log.
        """
        for entry in reversed(self._history()):
            bundle = self._sound(entry["version"])
            if bundle:
                yield bundle
        yield self.default()

    def champion(self) -> Model | None:
        """The promoted model; the one before it when it is damaged; None when there is none, so the shipped one."""
        history = self._history()
        return next(filter(None, (self._sound(entry["version"]) for entry in reversed(history))), None)

    def current(self) -> Model:
        """The champion, the shipped bundle when there is none.

        Raises:
            ModelError: the shipped bundle, too, is damaged.
        """
        return next(self.champions())

    def previous(self) -> Model:
        """The model that `rollback` goes back to: the champion before, else the shipped bundle.

        Raises:
            ModelError: no model was promoted.
        """
        history = self._history()
        if not history:
            raise ModelError("there is nothing to roll back: no model was promoted, the shipped one is in use")
        sound = (self._sound(entry["version"]) for entry in reversed(history[:-1]))
        return next(filter(None, sound), None) or self.default()

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever the champion does; None when nobody was promoted. One look at the file system."""
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def install(self, bundle: Model) -> Model:
        """Copies a bundle into the home; one that is there already is left, with the newer card.

        Raises:
            ModelError: the model is not the one its card tells of, or the home cannot be written.
        """
        contents, card = bundle.contents(), json.dumps(bundle.card, indent=2) + "\n"
        place = self.folder / bundle.version
        with self._writing():
            if self._is(place, bundle):
                if self._peek(place).card != bundle.card:
                    files.replace(place / CARD_FILE, card.encode())
                return self.load(place)
            fresh = self.folder / f"{_NEW}{bundle.version}"
            fresh.mkdir()
            for name, content in contents.items():
                files.write(fresh / name, content)
            files.write(fresh / CARD_FILE, card.encode())
            if place.exists():  # damaged
                place.rename(self.folder / f"{_OLD}{bundle.version}")
            fresh.rename(place)
            files.sync(self.folder)
            shutil.rmtree(self.folder / f"{_OLD}{bundle.version}", ignore_errors=True)
        return self.load(place)

    def promote(self, bundle: Model) -> Model:
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

    def rollback(self) -> Model:
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

    def _sound(self, version: str) -> Model | None:
        """The installed or shipped bundle of this version that is whole."""
        for bundle in [*self.installed(), *self.shipped()]:
            if bundle.version == version:
                try:
                    return self.load(bundle.folder)
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

    def _is(self, place: Path, bundle: Model) -> bool:
        """Whether this very model lies there unharmed."""
        try:
            return self.load(place).sha256 == bundle.sha256
        except ModelError:
            return False


class Store(Shelf[Bundle]):
    """The models of single digits under one home, and those that ship with the package.

    Args:
        home: folder of what is kept; it is made when something is written.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home / "models", "champion.json")
        self.home = home

    def load(self, folder: Path) -> Bundle:
        """Opens a bundle and checks it."""
        return load_bundle(folder)

    def _peek(self, folder: Path) -> Bundle:
        return peek(folder)

    def default(self) -> Bundle:
        """The bundle that ships."""
        return load_bundle()

    def shipped(self) -> list[Bundle]:
        """Bundles that come with the package, the default one first."""
        return sorted(self._below(SHIPPED.parent), key=lambda bundle: (bundle.folder != SHIPPED, bundle.version))

    def resolve(self, text: str) -> Bundle:
        """The bundle that a person means.

        Args:
            text: a bundle's folder; ``champion``; a version such as ``cnn-d7d1a797`` or the beginning of one; a kind
                such as ``cnn``, which is the newest installed one or the shipped one; a folder below ``models``.

        Raises:
            ModelError: nothing or several of that name, or the bundle is damaged.
        """
        folder = Path(text).expanduser()
        if len(folder.parts) > 1 or folder.is_file() or (folder / CARD_FILE).exists():
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


class SpaceStore(Shelf[Space]):
    """The spaces of digits of one kind under one home, and the one that ships.

    Args:
        home: folder of what is kept; it is made when something is written.
        slot: one of `numerals.inference.space.SLOTS`.
    """

    def __init__(self, home: Path, slot: str) -> None:
        super().__init__(home / "spaces", f"{slot}.json")
        self.slot = slot

    def load(self, folder: Path) -> Space:
        """Opens a space and checks it."""
        return load_space(folder)

    def _peek(self, folder: Path) -> Space:
        return peek_space(folder)

    def default(self) -> Space:
        """The space of this kind that ships."""
        return load_space(spaces.SHIPPED / self.slot)

    def shipped(self) -> list[Space]:
        """The space of this kind that ships."""
        return [peek_space(spaces.SHIPPED / self.slot)]

    def _below(self, folder: Path) -> Iterator[Space]:
        return (space for space in super()._below(folder) if space.slot == self.slot)


def open_model(folder: Path) -> Carded:
    """Opens whatever lies in a folder, a bundle or a space, and checks it.

    Raises:
        ModelError: it is missing or damaged.
    """
    try:
        return load_space(folder)
    except ModelError:
        return load_bundle(folder)


def shelf_of(model: Carded, home: Path) -> "Store | SpaceStore":
    """Where such a model may become the champion."""
    return SpaceStore(home, model.slot) if isinstance(model, Space) else Store(home)


def find_space(text: str, home: Path) -> Space:
    """The space that a person means.

    Args:
        text: a folder; a kind such as ``siamese``, which is the champion or the shipped one; a version such as
            ``vae-32dba9c1`` or the beginning of one; a folder below ``models``.
        home: where installed ones lie.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    folder = Path(text).expanduser()
    if len(folder.parts) > 1 or (folder / CARD_FILE).exists():
        return load_space(folder)
    if text in spaces.SLOTS:
        return SpaceStore(home, text).current()
    known = [one for slot in spaces.SLOTS for one in SpaceStore(home, slot).bundles()]
    found = [one for one in known if text and one.version.startswith(text)]
    if len(found) == 1:
        return load_space(found[0].folder)
    if not found and text and (Path("models") / text / CARD_FILE).exists():
        return load_space(Path("models") / text)
    if found:
        raise ModelError(f"{text} may be {', '.join(one.version for one in found)}; type more of the name")
    names = ", ".join(spaces.SLOTS)
    raise ModelError(f"no space of digits in {text}; those that come with the package are {names}")


def is_space(text: str, home: Path) -> bool:
    """Whether a name or a folder is that of a space of digits, not of a model of single ones."""
    for folder in (Path(text).expanduser(), Path("models") / text):
        if text and (folder / CARD_FILE).exists():
            try:
                return bool(peek_space(folder))
            except ModelError:
                return False
    if text in spaces.SLOTS:
        return True
    known = (one.version for slot in spaces.SLOTS for one in SpaceStore(home, slot).bundles())
    return any(text and version.startswith(text) for version in known)
