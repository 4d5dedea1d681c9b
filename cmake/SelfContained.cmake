# alone_<layer>: one generated unit per public header, which includes nothing else and includes it twice. A header that
# forgets an include, or its guard, breaks the build.
function(oms_headers_alone layer)
    file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/include"
        "${PROJECT_SOURCE_DIR}/include/oms/${layer}/*.hpp")
    set(units "")
    foreach(header IN LISTS headers)
        string(REGEX REPLACE "\\.hpp$" ".cpp" unit "${PROJECT_BINARY_DIR}/alone/${header}")
        file(CONFIGURE OUTPUT "${unit}" CONTENT "#include <${header}>\n#include <${header}>\n")
        list(APPEND units "${unit}")
    endforeach()
    if(units)
        add_library(alone_${layer} OBJECT ${units})
        target_link_libraries(alone_${layer} PRIVATE oms::${layer} oms_warnings)
    endif()
endfunction()
