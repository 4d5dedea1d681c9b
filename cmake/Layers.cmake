# One target per layer: oms_<layer>, alias oms::<layer>.
#
#   oms_layer(json SOURCES reader.cpp write.cpp LIBRARIES Boost::json)
#
# With OMS_UNITY a layer is one translation unit: headers are read once, and what stands twice in it is an error.
#
# It links every layer that cmake/layers.txt lets it include, and is not built when one of its files breaks a line of
# that file. LIBRARIES are private: no other layer sees their headers. Without SOURCES it is an INTERFACE library.

file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/layers.txt" oms_layer_lines REGEX "^layer ")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/layers.txt")

# The names after `layer NAME`; for `*` every layer but NAME.
function(oms_layers_below name out)
    set(below "")
    set(all "")
    foreach(line IN LISTS oms_layer_lines)
        separate_arguments(words UNIX_COMMAND "${line}")
        list(POP_FRONT words keyword layer)
        list(APPEND all ${layer})
        if(layer STREQUAL name)
            set(below ${words})
            set(known TRUE)
        endif()
    endforeach()
    if(NOT known)
        message(FATAL_ERROR "cmake/layers.txt has no line `layer ${name}`")
    endif()
    if(below STREQUAL "*")
        list(REMOVE_ITEM all ${name})
        set(below ${all})
    endif()
    set(${out} ${below} PARENT_SCOPE)
endfunction()

# oms_check_<layer>: a build step that runs again only when a file or folder of the layer changes.
function(oms_check_layer name)
    set(stamp "${PROJECT_BINARY_DIR}/layers/${name}.checked")
    add_custom_command(OUTPUT "${stamp}"
        COMMAND "${OMS_PYTHON}" "${PROJECT_SOURCE_DIR}/cmake/check_layers.py"
                --root "${PROJECT_SOURCE_DIR}" --layer ${name} --stamp "${stamp}"
        DEPENDS "${PROJECT_SOURCE_DIR}/cmake/check_layers.py" "${PROJECT_SOURCE_DIR}/cmake/layers.txt"
        DEPFILE "${stamp}.d"
        COMMENT "Checking the includes of layer ${name}"
        VERBATIM)
    add_custom_target(oms_check_${name} ALL DEPENDS "${stamp}")
endfunction()

function(oms_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
    oms_layers_below(${name} below)
    oms_check_layer(${name})

    if(arg_SOURCES)
        add_library(oms_${name} STATIC ${arg_SOURCES})
        set(scope PUBLIC)
        target_link_libraries(oms_${name} PRIVATE oms_warnings ${arg_LIBRARIES})
        target_include_directories(oms_${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")  # "part/private.hpp"
        add_dependencies(oms_${name} oms_check_${name})
        if(OMS_UNITY)
            set_target_properties(oms_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
            # A type of an anonymous namespace is used in a file that g++ takes for a header. Other compilers do not know the warning.
            target_compile_options(oms_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
        endif()
    else()
        add_library(oms_${name} INTERFACE)
        set(scope INTERFACE)
    endif()
    add_library(oms::${name} ALIAS oms_${name})

    target_compile_features(oms_${name} ${scope} cxx_std_20)
    target_include_directories(oms_${name} ${scope} "${PROJECT_SOURCE_DIR}/include")
    target_link_libraries(oms_${name} ${scope} oms_instrumentation)
    foreach(layer IN LISTS below)
        if(TARGET oms_${layer})  # layers come bottom to top; one that has no folder yet is left out
            target_link_libraries(oms_${name} ${scope} oms_${layer})
        endif()
    endforeach()
endfunction()
