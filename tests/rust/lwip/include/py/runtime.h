// The border's lwIP part needs MicroPython for its lock only, and has none here.
