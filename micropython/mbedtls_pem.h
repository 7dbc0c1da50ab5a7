#pragma once

// Certificates and keys as PEM, which MicroPython's own configuration leaves out: what the
// tutorials' `openssl` commands write, and the only form with several certificates in one file.
#define MBEDTLS_PEM_PARSE_C
#define MBEDTLS_BASE64_C
