# The ESP8266. Code and constants are in flash, which can only be read in words: GCC knows
# (-mforce-l32), rustc does not. Where the port's linker script puts what it does not know by
# name, code would be in the scarce IRAM and Rust's constants in flash.

USOCKET_STACK ?= lwip-raw
USOCKET_CHIP ?= lx106
# Rust: code to flash, constants to RAM.
override USOCKET_LINK_FLAGS += -T $(USOCKET_DIR)/esp8266.ld
CFLAGS_USERMOD += -DUSOCKET_FLASH_HAS_WORDS_ONLY=1

# The border: code to flash.
USOCKET_BORDER_OBJECTS := $(BUILD)/$(notdir $(USOCKET_DIR))/%.o
$(USOCKET_BORDER_OBJECTS): private CFLAGS += -fno-function-sections -Wa,--rename-section,.text=.irom0.text
