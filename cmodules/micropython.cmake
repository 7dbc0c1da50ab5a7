# What CMake-based ports of MicroPython are given: USER_C_MODULES=…/cmodules/micropython.cmake
include(${CMAKE_CURRENT_LIST_DIR}/usocket/micropython.cmake)
