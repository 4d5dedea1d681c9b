# How tests enter the build. The sources are listed by hand; tests/arch compares the lists with the files on disk.
#
#   oms_unit_tests(base SOURCES fault_test.cpp time_test.cpp)     unit_base: links the layer, label `unit`
#   oms_gtest(golden_cases LABEL golden SOURCES …)                any other GoogleTest executable: links oms::app
#   oms_script_test(Name LABEL … COMMAND …)                       anything that says success by exit status
#
# oms_gtest(… WHOLE) runs the executable as one entry of ctest: for a table whose set-up costs more than its rows.
# The presets with sanitizers run all of them so (OMS_TESTS_WHOLE).
# oms_gtest(… LIBRARIES …) links more; (… ALONE) marks tests that must not share the machine with others.
# (… LOGS): what the test starts logs into the folder OMS_TEST_LOGS; tests/canary looks at it after all such tests.

# tests_<label> builds what the tests of a label need, so that a preset can build that alone.

include(GoogleTest)
find_package(GTest REQUIRED)

# Makes tests_<label>, once. A test without a label would be in no stage but the first.
function(oms_label_target label)
    if(NOT label)
        message(FATAL_ERROR "a test needs a LABEL, e.g. unit, golden, wire, fault, cli, conformance, second_opinion, arch")
    endif()
    if(NOT TARGET tests_${label})
        add_custom_target(tests_${label})
        if(TARGET oms-cds)
            add_dependencies(tests_${label} oms-cds)
        endif()
    endif()
endfunction()

set(oms_test_logs "${PROJECT_BINARY_DIR}/test-logs")

# The properties of a test with LOGS.
function(oms_logs_properties name out)
    set(${out} FIXTURES_REQUIRED logs ENVIRONMENT "OMS_TEST_LOGS=${oms_test_logs}/${name}" PARENT_SCOPE)
endfunction()

function(oms_gtest name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "WHOLE;ALONE;LOGS" "LABEL" "SOURCES;LIBRARIES")
    if(NOT arg_SOURCES)
        return()
    endif()
    oms_label_target("${arg_LABEL}")
    if(NOT arg_LIBRARIES)
        set(arg_LIBRARIES oms::app)
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} oms_test_support oms_warnings GTest::gmock_main)
    # What is tested is built as the preset says; the tests themselves are tables, which optimising only makes slow to build.
    target_compile_options(${name} PRIVATE $<IF:$<CONFIG:Release>,-O1,-O0>)
    # A test that counts allocations replaces operator new; g++ 12 inlines the malloc in it and then misses its new.
    # Real mismatches are the address sanitizer's to find.
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)
    add_dependencies(tests_${arg_LABEL} ${name})
    set(properties LABELS "${arg_LABEL}" TIMEOUT 300)
    if(arg_ALONE)
        list(APPEND properties RUN_SERIAL TRUE)
    endif()
    if(arg_LOGS)
        oms_logs_properties(${name} logs)
        list(APPEND properties ${logs})
    endif()
    if(arg_WHOLE OR OMS_TESTS_WHOLE)
        add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
        set_tests_properties(${name} PROPERTIES ${properties})
    else()
        gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 NO_PRETTY_TYPES NO_PRETTY_VALUES
            WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" PROPERTIES ${properties})
    endif()
endfunction()

function(oms_unit_tests layer)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
    oms_gtest(unit_${layer} LABEL unit SOURCES ${arg_SOURCES} LIBRARIES oms::${layer} ${arg_LIBRARIES})
endfunction()

function(oms_script_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "ALONE;LOGS" "LABEL" "COMMAND")
    oms_label_target("${arg_LABEL}")
    add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT 900)
    if(arg_ALONE)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
    endif()
    if(arg_LOGS)
        oms_logs_properties(${name} logs)
        set_tests_properties(${name} PROPERTIES ${logs})
    endif()
endfunction()

oms_label_target(wire)  # the preset tsan builds it, also while there is no such test
