# TLS and hash functions: mbedTLS of MicroPython's source, as `mbedtls_config.h` has it.

ifeq ($(wildcard $(MICROPYTHON_DIR)/lib/mbedtls/library/ssl_tls.c),)
$(error there is no mbedTLS in $(MICROPYTHON_DIR)/lib/mbedtls: scripts/setup, or git submodule update, puts it there)
endif

MICROPY_PY_SSL = 1
MICROPY_SSL_MBEDTLS = 1
MBEDTLS_CONFIG_FILE = \"tls/mbedtls_config.h\"

SRC_TLS_C = tls/mbedtls_port.c
