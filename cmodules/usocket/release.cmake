# Brings the Rust part of a release into a build, with a new date, where another one is there: the
# checksums are those of the C sources too, so nobody has to look at how old the files are.
#
#   cmake -DFROM=usocket/lib/CHIP-STACK -DINTO=FOLDER -P release.cmake

execute_process(
    COMMAND ${CMAKE_COMMAND} -E compare_files ${FROM}/SHA256SUMS ${INTO}/SHA256SUMS
    RESULT_VARIABLE differ
    ERROR_QUIET
)
if(differ)
    foreach(name libusocket.a usocket.h SHA256SUMS)
        file(COPY ${FROM}/${name} DESTINATION ${INTO})
        file(TOUCH ${INTO}/${name})
    endforeach()
endif()
