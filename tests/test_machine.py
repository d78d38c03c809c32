"""The system libraries that are looked for, and the way apt is asked for them."""

import sys

import pytest

from poolviz import machine
from poolviz.machine import SetUpError
from tests.fake_machine import FakeMachine

LIBRARIES = {"libc-one.so": ("one",), "libc-two.so": ("two-new", "two")}


class TestLibraries:
    @pytest.mark.parametrize(
        ("environ", "window", "expected"),
        [
            ({"DISPLAY": ":0"}, True, machine.WINDOW),
            ({"WAYLAND_DISPLAY": "wayland-0"}, True, machine.WINDOW),
            ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, True, machine.OFFSCREEN),
            ({"DISPLAY": ":0"}, False, machine.OFFSCREEN),
            ({}, True, machine.OFFSCREEN),
        ],
        ids=["x11", "wayland", "offscreen", "tests", "no screen"],
    )
    def test_a_window_needs_more_than_a_picture(self, monkeypatch, environ, window, expected):
        monkeypatch.setattr(sys, "platform", "linux")
        assert machine.wanted_libraries(environ, window=window) == expected

    def test_other_systems_need_no_libraries(self, monkeypatch):
        monkeypatch.setattr(sys, "platform", "darwin")
        assert machine.wanted_libraries({"DISPLAY": ":0"}, window=True) == {}

    def test_what_the_loader_refuses_is_missing(self):
        def load(soname):
            if "two" in soname:
                raise OSError(soname)

        assert machine.missing_libraries(LIBRARIES, load) == ["libc-two.so"]

    def test_the_real_loader_is_asked(self):
        assert machine.missing_libraries(["libpoolviz-none.so.1"]) == ["libpoolviz-none.so.1"]


class TestApt:
    GROUPS = (("gone", "one"), ("two-new", "two"))
    BY_HAND = "apt-get install one two"

    def install(self, fake, *, yes=False):
        machine.install_packages(self.GROUPS, fake, yes=yes)
        return [command for command in fake.commands if "apt-cache" not in command]

    def test_root_installs_without_a_question(self):
        (command,) = self.install(FakeMachine(root=True))
        assert command.endswith("install -y --no-install-recommends one two")
        assert "sudo" not in command

    def test_the_newer_name_is_taken_where_apt_knows_it(self):
        fake = FakeMachine(root=True, known=["one", "two", "two-new"])
        assert self.install(fake)[0].endswith(" one two-new")

    def test_sudo_is_asked_for_at_a_terminal(self):
        fake = FakeMachine(answer=True)
        (command,) = self.install(fake)
        assert fake.questions == [f"run `sudo {self.BY_HAND}`?"]
        assert command.startswith("sudo env ")

    @pytest.mark.parametrize("answer", [True, None], ids=["terminal", "no terminal"])
    def test_yes_asks_nothing_and_waits_for_no_password_where_none_can_be_typed(self, answer):
        fake = FakeMachine(answer=answer)
        (command,) = self.install(fake, yes=True)
        assert fake.questions == []
        assert command.startswith("sudo env " if answer else "sudo -n env ")

    @pytest.mark.parametrize("answer", [False, None], ids=["no", "no terminal"])
    def test_without_consent_the_sentence_has_the_command(self, answer):
        fake = FakeMachine(answer=answer)
        with pytest.raises(
            SetUpError, match=f"run `sudo {self.BY_HAND}`, or start again with --yes"
        ):
            self.install(fake)
        assert not any("sudo" in command for command in fake.commands)

    @pytest.mark.parametrize("yes", [True, False])
    def test_without_sudo_the_sentence_has_the_command(self, yes):
        with pytest.raises(SetUpError, match=f"as root, run `{self.BY_HAND}`"):
            self.install(FakeMachine(programs=["apt-get"], answer=True), yes=yes)

    def test_with_empty_lists_the_older_names_are_in_the_sentence(self):
        line = f"apt-get update && {self.BY_HAND}"
        with pytest.raises(SetUpError, match=f"as root, run `{line}`"):
            self.install(FakeMachine(programs=["apt-get"], known=[]))

    def test_empty_lists_are_fetched_first(self):
        fake = FakeMachine(root=True, known=[])
        fake.apt = lambda command: fake.known.update(["one", "two-new"]) or 0
        update, install = self.install(fake)
        assert update.endswith("apt-get update")
        assert install.endswith(" one two-new")

    def test_stale_lists_are_fetched_after_a_failure(self):
        fake = FakeMachine(root=True)
        codes = iter([100, 0, 0])
        fake.apt = lambda command: next(codes)
        assert [("update" in command) for command in self.install(fake)] == [False, True, False]

    def test_a_failure_shows_the_output_and_the_command(self, capsys):
        fake = FakeMachine(root=True)
        fake.apt = lambda command: 100
        with pytest.raises(SetUpError, match=f"apt failed.*`{self.BY_HAND}`"):
            self.install(fake)
        assert "apt's output" in capsys.readouterr().err
