# shellcheck shell=bash
# Firmware for the ESP8266: with Espressif's SDK where there is one, and a link check without.
# Sourced by scripts/build, after common.sh.

ESP8266_TOOLS=xtensa-lx106-elf-

# The most that the module may take, in bytes.
ESP8266_LIMITS=(rust-code=36000 rust-constants=400 flash=47000 iram=0 ram=1100)

# use_esp8266_sdk: what MicroPython's Makefile for this port needs, or what is missing, in a line.
use_esp8266_sdk() {
    local file version compiler=${ESP8266_TOOLS}gcc
    command -v "$compiler" >/dev/null || die "$compiler is not installed: esp-open-sdk has it, and Debian (apt install gcc-xtensa-lx106 picolibc-xtensa-lx106-elf)"
    if [ -z "${ESP_SDK:-}" ]; then
        # Where esp-open-sdk has put the SDK into its compiler.
        ESP_SDK=$("$compiler" -print-sysroot)/usr
        [ -e "$ESP_SDK/include/user_interface.h" ] ||
            die "set ESP_SDK to the folder of the ESP8266's SDK that has include and lib in it"
    fi
    for file in include/user_interface.h include/lwip/init.h lib/libmain.a; do
        [ -e "$ESP_SDK/$file" ] || die "ESP_SDK is $ESP_SDK, but there is no $file in it"
    done
    [ -e "$ESP_SDK/lib/liblwip_open.a" ] ||
        die "there is no lib/liblwip_open.a in $ESP_SDK: build it from esp-open-lwip, and copy it and its headers there"
    for version in "MAJOR +1U?" "MINOR +4U?"; do
        grep -Eq "^#define +LWIP_VERSION_$version\s*\$" "$ESP_SDK/include/lwip/init.h" ||
            die "the lwIP in $ESP_SDK is not 1.4, which MicroPython's port is made for: see include/lwip/init.h there"
    done
    ESP_SDK=$(cd "$ESP_SDK" && pwd)
    require_submodules esp8266 lib/axtls/ssl lib/berkeley-db-1.xx/btree lib/micropython-lib/micropython
    ESPTOOL=$(command -v esptool || command -v esptool.py) || die "esptool is not installed: pip install esptool"
}

# build_esp8266 TARGET FOLDER ARGUMENT…
build_esp8266() {
    local target=$1 folder=$2 board=$ROOT/micropython/esp8266/ESP8266_USOCKET result=firmware.bin
    shift 2
    local -a arguments=("$@" -C "$MICROPYTHON_DIR/ports/esp8266")
    if [ "${target##*/}" = esp8266-link ]; then
        board=$ROOT/tests/esp8266/board result=firmware.elf
        arguments+=("$folder/$result")
    else
        arguments+=("ESP_SDK=$ESP_SDK" "ESPTOOL=$ESPTOOL --chip esp8266")
    fi
    run_make "$target" "$folder/$result" "$folder" "BOARD_DIR=$board" "${arguments[@]}"
    python3 "$ROOT/scripts/xtensa/esp8266_image.py" "${ESP8266_LIMITS[@]/#/--limit=}" \
        "$folder/firmware.elf" "$folder/firmware.map" >"$folder/memory.txt" || exit 1
    cat "$folder/memory.txt" >&2
    [ "${target##*/}" = esp8266-link ] ||
        say "$(stat -c %s "$folder/$result") bytes; to write them to a board at PORT: ${ESPTOOL##*/} --port PORT --baud 460800 write_flash --flash_size=detect 0 $folder/$result"
}
