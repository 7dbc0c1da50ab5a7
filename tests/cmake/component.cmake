# ESP-IDF's function for components, as far as the port's one component needs it.

# Of the port's own files these two need nothing of the chip.
set(PORT_SOURCES modsocket.c lwip_patch.c)

set(COMPUTER_SOURCES
    ${UNIX_DIR}/alloc.c
    ${UNIX_DIR}/fatfs_port.c
    ${UNIX_DIR}/gccollect.c
    ${UNIX_DIR}/input.c
    ${UNIX_DIR}/main.c
    ${UNIX_DIR}/modtermios.c
    ${UNIX_DIR}/mpthreadport.c
    ${UNIX_DIR}/unix_mphal.c
    ${MICROPYTHON_DIR}/extmod/machine_pinbase.c
    ${MICROPYTHON_DIR}/shared/runtime/gchelper_generic.c
    ${VARIANT_DIR}/lwip/interface.c
    ${VARIANT_DIR}/lwip/sockets/port.c
    ${CMAKE_CURRENT_LIST_DIR}/panic.c
)
# lwIP's own list for CMake writes into its source tree.
file(GLOB COMPUTER_LWIP
    ${LWIP_DIR}/src/core/*.c
    ${LWIP_DIR}/src/core/ipv4/*.c
    ${LWIP_DIR}/src/core/ipv6/*.c
    ${LWIP_DIR}/src/api/*.c
    ${LWIP_DIR}/src/netif/ethernet.c
    ${LWIP_DIR}/contrib/ports/unix/port/sys_arch.c
)
set(COMPUTER_DEFINITIONS
    ESP_PLATFORM=1 UNIX NDEBUG UNIX_LWIP_SOCKETS=1 _FILE_OFFSET_BITS=64
    MICROPY_USE_READLINE=1 MICROPY_PY_TERMIOS=1 MICROPY_PY_THREAD=1 MICROPY_PY_THREAD_GIL=1
)
set(COMPUTER_FOLDERS
    ${UNIX_DIR}
    ${VARIANT_DIR}
    ${VARIANT_DIR}/lwip
    ${VARIANT_DIR}/lwip/sockets
    ${VARIANT_DIR}/lwip/esp32
    ${LWIP_DIR}/src/include
    ${LWIP_DIR}/contrib/ports/unix/port/include
    ${MICROPYTHON_DIR}/shared/readline
)

# The names that the port looks at afterwards: the target, and the sources to scan for QSTRs.
function(idf_component_register)
    cmake_parse_arguments(COMPONENT "" "" "SRCS;INCLUDE_DIRS;LDFRAGMENTS;REQUIRES" ${ARGN})
    foreach(folder ${COMPONENT_INCLUDE_DIRS})
        if(NOT IS_DIRECTORY ${folder})
            message(FATAL_ERROR "Include directory '${folder}' is not a directory.")
        endif()
    endforeach()
    set(sources ${COMPONENT_SRCS})
    list(FILTER sources EXCLUDE REGEX "/(ports/esp32|drivers)/|/(pins|esp32_mbedtls_errors|interrupt_char|mpirq|pyexec|stdout_helpers|sys_stdio_mphal)[.]c$")
    foreach(source ${PORT_SOURCES})
        if(NOT ${MICROPY_PORT_DIR}/${source} IN_LIST COMPONENT_SRCS)
            message(FATAL_ERROR "ports/esp32 has no ${source} any more")
        endif()
        list(APPEND sources ${MICROPY_PORT_DIR}/${source})
    endforeach()
    # ESP-IDF's lwIP includes it.
    set_source_files_properties(${MICROPY_PORT_DIR}/lwip_patch.c PROPERTIES COMPILE_OPTIONS "-include;assert.h")
    list(APPEND sources ${COMPUTER_SOURCES})
    add_library(main STATIC ${sources} ${COMPUTER_LWIP})
    target_compile_definitions(main PUBLIC ${COMPUTER_DEFINITIONS})
    target_include_directories(main PUBLIC ${COMPUTER_FOLDERS} ${COMPONENT_INCLUDE_DIRS})
    set(COMPONENT_TARGET main PARENT_SCOPE)
    set(MICROPY_SOURCE_QSTR ${sources} ${MICROPY_SOURCE_USERMOD} PARENT_SCOPE)
    set(MICROPY_QSTRDEFS_PORT ${UNIX_DIR}/qstrdefsport.h PARENT_SCOPE)
endfunction()
