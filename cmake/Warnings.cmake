# oms_warnings: what the compiler says about our own code.
add_library(oms_warnings INTERFACE)
target_compile_options(oms_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${OMS_WERROR}>:-Werror>)
