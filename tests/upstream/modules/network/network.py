"""The address of this process's own TCP/IP stack, where run-multitests.py asks for it."""

import os


class WLAN:
    def ifconfig(self):
        address = os.getenv("USOCKET_ADDRESS").split("/")[0]
        return (
            address,
            "255.255.255.252",
            os.getenv("USOCKET_GATEWAY"),
            os.getenv("USOCKET_DNS"),
        )
