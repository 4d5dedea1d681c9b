# oms_warnings: what the compiler says about our own code.
add_library(oms_warnings INTERFACE)
target_compile_options(oms_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${OMS_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 takes `"text" + std::string` for overlapping memory when it optimises (gcc bug 105651).
    target_compile_options(oms_warnings INTERFACE -Wno-restrict)
endif()
