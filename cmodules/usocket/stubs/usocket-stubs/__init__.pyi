# The module by its older name.

from socket import *
