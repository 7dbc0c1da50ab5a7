# A module for scripts/bench: blocks that go through lwIP without Python.

SRC_USERMOD_C += $(USERMOD_DIR)/modlwip_alone.c
