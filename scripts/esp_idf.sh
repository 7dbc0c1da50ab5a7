# shellcheck shell=bash
# Firmware for the ESP32 with the user's own ESP-IDF. Sourced by scripts/build, after common.sh.

ESP32_BOARD=$ROOT/micropython/esp32

# The versions are those that MicroPython 1.26 names as supported.
use_esp_idf() {
    local file=${IDF_PATH:-}/tools/cmake/version.cmake version
    [ -n "${IDF_PATH:-}" ] ||
        die "esp32 needs Espressif's ESP-IDF, 5.2 to 5.4: install it and source its export.sh in this terminal, which sets IDF_PATH"
    [ -e "$file" ] ||
        die "IDF_PATH is $IDF_PATH, but there is no ESP-IDF (no tools/cmake/version.cmake): source the export.sh of your ESP-IDF"
    version=$(sed -nE 's/^set\(IDF_VERSION_(MAJOR|MINOR|PATCH) ([0-9]+)\)/\2/p' "$file" | paste -sd.)
    case $version in
        5.2.* | 5.3.* | 5.4.*) ;;
        *) die "the ESP-IDF in $IDF_PATH is $version, MicroPython is for 5.2 to 5.4: git checkout v5.4.2 there, then its install.sh and export.sh" ;;
    esac
    command -v idf.py >/dev/null ||
        die "there is no idf.py on the PATH: source $IDF_PATH/export.sh in this terminal"
    require_submodules esp32 lib/berkeley-db-1.xx/btree lib/micropython-lib/micropython
}

# The arguments of MicroPython's make: its board of the name that BOARD has, or ours.
esp32_arguments() {
    if [ -n "${BOARD:-}" ]; then
        echo "BOARD=$BOARD"
    else
        printf '%s\n' BOARD=ESP32_USOCKET "BOARD_DIR=$ESP32_BOARD"
    fi
}

build_esp32() {
    local target=$1 folder=$2 result=$3
    local -a board
    mapfile -t board < <(esp32_arguments)
    MICROPY_MPYCROSS=$MPY_CROSS run_make "$target" "$result" "$folder" -C "$MICROPYTHON_DIR/ports/esp32" \
        "${board[@]}" "USER_C_MODULES=$ROOT/cmodules/micropython.cmake"
    say_how_to_flash "$folder" "$result"
}

say_how_to_flash() {
    local folder=$1 image=$2 chip offset
    chip=$(sed -n 's/^CONFIG_IDF_TARGET="\(.*\)"/\1/p' "$folder/sdkconfig")
    offset=$(sed -n 's/^CONFIG_BOOTLOADER_OFFSET_IN_FLASH=//p' "$folder/sdkconfig")
    say "$(short_path "$image"): $(stat -c %s "$image") bytes for $chip; onto a board, at /dev/ttyUSB0 say, with"
    say "  python -m esptool --chip $chip --port /dev/ttyUSB0 erase_flash"
    say "  python -m esptool --chip $chip --port /dev/ttyUSB0 write_flash $offset $(short_path "$image")"
}
