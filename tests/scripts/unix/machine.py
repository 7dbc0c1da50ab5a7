"""The unix port has no pins: these remember what they were set to."""


class Pin:
    IN = 0
    OUT = 1

    def __init__(self, number, mode=IN, value=0):
        self._number = number
        self._value = value

    def __repr__(self):
        return f"Pin({self._number})"

    def value(self, level=None):
        if level is None:
            return self._value
        self._value = 1 if level else 0

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)
