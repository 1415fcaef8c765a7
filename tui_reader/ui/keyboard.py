"""The application's ears: keys one after another, counts before them, and the user's own commands on keys.

What a key does is Textual's business as ever: whole sequences come to it as keys of their own, and run what is bound.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType

from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.counts import counted_action
from tui_reader.ui.key_sequences import Answer, KeySequences, struck
from tui_reader.ui.keymap import Keymap, unbound
from tui_reader.ui.screens.reading import ReadingScreen
from tui_reader.ui.widgets.bars import KeyBar


class KeyboardApp(App[None], inherit_bindings=False):
    """An application that hears the keys of a keymap, and none of Textual's own."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.APP)
    COMMAND_PALETTE_BINDING = unbound("palette")
    """Textual's own key, which would come before all others; ours is a command like the rest."""

    def __init__(self, keymap: Keymap) -> None:
        """Begin with a keymap.

        Args:
            keymap: The keys in force.
        """
        super().__init__()
        self.hear_keymap(keymap)

    def hear_keymap(self, keymap: Keymap) -> None:
        """Hear the keys of `keymap` from now on; the user's own commands stay those of the first one."""
        if not hasattr(self, "keymap"):
            for command in keymap.commands:
                if command.is_own and command.keys:
                    self.bind(",".join(command.keys), f"screen.{command.action}", description=command.title, show=False)
        self.keymap = keymap
        self._sequences = KeySequences(keymap.sequences, counts=keymap.counts)
        self.set_keymap(dict(keymap.changed))

    async def on_event(self, event: events.Event) -> None:
        """Hold keys back that begin something, and turn what is whole into one key.

        It must come before everything that Textual does with a key, so that all keys are done in their order.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            before = self._sequences.begun
            screen = self.screen
            heard = self._sequences.hear(event.key, screen.hearing if isinstance(screen, ReadingScreen) else None)
            if self._sequences.begun != before:
                self._show_begun()
            if heard is Answer.TAKEN:
                return
            if not isinstance(heard, Answer):
                event = events.Key(heard.name, None)
        await super().on_event(event)

    def _show_begun(self) -> None:
        """Show in the bar what has been begun, or no more, whatever dialog lies over it by now."""
        for screen in self.screen_stack:
            if isinstance(screen, ReadingScreen):
                for bar in screen.query(KeyBar):  # which a screen has only once it stands
                    bar.begun = self._sequences.begun

    async def on_key(self, event: events.Key) -> None:
        """Do what is bound to a key with a count; Textual would find nothing under both together."""
        heard = struck(event.key)
        if heard.count is None:
            return
        event.prevent_default()
        active = self.active_bindings.get(heard.keys)
        if active is not None and active.enabled:
            action = counted_action(active.binding.id, heard.count)
            await self.run_action(action or active.binding.action, active.node)
