# The module by the name of MicroPython's module for lwIP's raw API: on lwIP raw.

from socket import *
