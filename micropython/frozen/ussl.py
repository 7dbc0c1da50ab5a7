"""ssl by its older name, under which libraries import it."""

from ssl import *
