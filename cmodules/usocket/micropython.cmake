# The module for MicroPython's CMake-based ports, included by the file in the folder above.
#
#   USOCKET_STACK  what the module drives: lwip-raw or lwip-sockets
#   USOCKET_CHIP   the processor, one of those of scripts/rust-lib
#
# Both are set here from the port, if not before.

set(USOCKET_DIR ${CMAKE_CURRENT_LIST_DIR})

# CMake breaks a message into lines of its own, except where it begins with a space.
function(usocket_refuse reason)
    message(FATAL_ERROR " usocket: ${reason}")
endfunction()

if(CMAKE_VERSION VERSION_LESS 3.18)
    usocket_refuse("CMake ${CMAKE_VERSION} is too old, 3.18 or newer is needed")
endif()

if(NOT USOCKET_STACK AND IDF_TARGET)
    set(USOCKET_STACK lwip-sockets)
elseif(NOT USOCKET_STACK AND MICROPY_PY_LWIP)
    set(USOCKET_STACK lwip-raw)
elseif(NOT USOCKET_STACK)
    usocket_refuse("this board has no lwIP: choose one with MICROPY_PY_LWIP, or set USOCKET_STACK")
endif()
if(NOT USOCKET_STACK MATCHES "^(kernel|lwip-raw|lwip-sockets)$")
    usocket_refuse("unknown stack ${USOCKET_STACK}: lwip-raw, lwip-sockets or kernel")
endif()
string(TOUPPER "USOCKET_STACK_${USOCKET_STACK}" USOCKET_STACK_MACRO)
string(REPLACE "-" "_" USOCKET_STACK_MACRO ${USOCKET_STACK_MACRO})

if(NOT USOCKET_CHIP AND IDF_TARGET STREQUAL "linux")
    set(USOCKET_CHIP host)
elseif(NOT USOCKET_CHIP AND IDF_TARGET)
    set(USOCKET_CHIP ${IDF_TARGET})
elseif(NOT USOCKET_CHIP AND PICO_PLATFORM STREQUAL "rp2040")
    set(USOCKET_CHIP cortex-m0plus)
elseif(NOT USOCKET_CHIP AND PICO_PLATFORM MATCHES "^rp2350(-arm-s)?$")
    set(USOCKET_CHIP cortex-m33)
elseif(NOT USOCKET_CHIP)
    usocket_refuse("which processor has this board? Set USOCKET_CHIP to one of those of scripts/rust-lib --help")
endif()

# The Rust part: ready-made, as in a release, or made by cargo. The build has its own copy, whose
# files change, and get a new date, only when their contents do.
set(USOCKET_LIB_DIR ${CMAKE_BINARY_DIR}/usocket)
set(USOCKET_READY_MADE ${USOCKET_DIR}/lib/${USOCKET_CHIP}-${USOCKET_STACK})
get_filename_component(USOCKET_RUST_LIB ${USOCKET_DIR}/../../scripts/rust-lib ABSOLUTE)
if(EXISTS ${USOCKET_READY_MADE}/SHA256SUMS)
    set(USOCKET_GET_LIBRARY ${CMAKE_COMMAND} -DFROM=${USOCKET_READY_MADE} -DINTO=${USOCKET_LIB_DIR}
        -P ${USOCKET_DIR}/release.cmake)
elseif(EXISTS ${USOCKET_RUST_LIB})
    # Knows which chips there are, with which stacks, and says so in a line.
    execute_process(
        COMMAND ${USOCKET_RUST_LIB} ${USOCKET_CHIP} --stack ${USOCKET_STACK} --usual-stack
        RESULT_VARIABLE USOCKET_REFUSED ERROR_VARIABLE USOCKET_REASON
        OUTPUT_QUIET ERROR_STRIP_TRAILING_WHITESPACE
    )
    if(USOCKET_REFUSED)
        usocket_refuse("${USOCKET_REASON}")
    endif()
    if(CMAKE_C_COMPILER MATCHES "^(.*-)(gcc|cc)(\\.exe)?$")
        set(USOCKET_TOOLS --tools ${CMAKE_MATCH_1})
    endif()
    # That it is not a release's any more is known by the checksums.
    set(USOCKET_GET_LIBRARY ${CMAKE_COMMAND} -E rm -f ${USOCKET_LIB_DIR}/SHA256SUMS COMMAND
        ${USOCKET_RUST_LIB} ${USOCKET_CHIP} --stack ${USOCKET_STACK} --into ${USOCKET_LIB_DIR}
        ${USOCKET_TOOLS})
else()
    usocket_refuse("this release has no library for ${USOCKET_CHIP} with ${USOCKET_STACK}: unpack the release for it over this one")
endif()
file(MAKE_DIRECTORY ${USOCKET_LIB_DIR})
add_custom_target(usocket_library
    COMMAND ${USOCKET_GET_LIBRARY}
    BYPRODUCTS ${USOCKET_LIB_DIR}/libusocket.a ${USOCKET_LIB_DIR}/usocket.h
    COMMENT "Getting the Rust part of usocket"
    VERBATIM
)
add_library(usocket_rust STATIC IMPORTED GLOBAL)
add_dependencies(usocket_rust usocket_library)
# ESP-IDF compiles the sources for the program too, whose folder is another one.
set_source_files_properties(${USOCKET_LIB_DIR}/usocket.h
    DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR} PROPERTIES GENERATED ON)
set_target_properties(usocket_rust PROPERTIES IMPORTED_LOCATION ${USOCKET_LIB_DIR}/libusocket.a)

# The header is among the sources so that it is there before they are scanned for names.
add_library(usermod_usocket INTERFACE)
target_sources(usermod_usocket INTERFACE
    ${USOCKET_LIB_DIR}/usocket.h
    ${USOCKET_DIR}/modsocket.c
    ${USOCKET_DIR}/border/call.c
    ${USOCKET_DIR}/border/raise.c
    ${USOCKET_DIR}/border/vm.c
    ${USOCKET_DIR}/border/vm_objects.c
)
if(USOCKET_STACK STREQUAL "lwip-raw")
    target_sources(usermod_usocket INTERFACE
        ${USOCKET_DIR}/border/lwip_raw.c
        ${USOCKET_DIR}/border/lwip_raw_tcp.c
        ${USOCKET_DIR}/border/lwip_raw_udp.c
    )
elseif(USOCKET_STACK STREQUAL "lwip-sockets")
    target_sources(usermod_usocket INTERFACE
        ${USOCKET_DIR}/border/lwip_sockets.c
        ${USOCKET_DIR}/border/lwip_sockets_names.c
        ${USOCKET_DIR}/border/lwip_sockets_close.c
        ${USOCKET_DIR}/border/lwip_sockets_options.c
    )
endif()
target_include_directories(usermod_usocket INTERFACE ${USOCKET_DIR} ${USOCKET_LIB_DIR})
target_compile_definitions(usermod_usocket INTERFACE ${USOCKET_STACK_MACRO}=1)
target_link_libraries(usermod_usocket INTERFACE usocket_rust)
target_link_libraries(usermod INTERFACE usermod_usocket)

# The scan for names knows the definitions of the port's target only.
list(APPEND MICROPY_CPP_DEF_EXTRA ${USOCKET_STACK_MACRO}=1)

# The ESP32 port calls its own module by name, for events: those functions are ours now. Its file
# stays in the list of sources, as one that is not compiled.
if(IDF_TARGET)
    set_source_files_properties(${MICROPY_PORT_DIR}/modsocket.c PROPERTIES HEADER_FILE_ONLY ON)
endif()
