# ruff: noqa: F821
freeze("$(PORT_DIR)/modules")
