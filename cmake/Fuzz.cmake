# oms_fuzz(reader SOURCES reader.cpp LIBRARIES oms::json)
#
# One fuzz target, fuzz_reader, from a file that defines LLVMFuzzerTestOneInput. In the preset `fuzz` (clang) it is a
# libFuzzer binary; in every other build it replays its inputs, and ctest runs it over fuzz/corpus/reader and
# fuzz/crashes/reader. A corpus without a file fails that test. A crash is kept as a file of fuzz/crashes/reader.
if(OMS_FUZZ)
    add_custom_target(fuzz_targets)
else()
    add_library(oms_fuzz_replay OBJECT "${PROJECT_SOURCE_DIR}/fuzz/replay.cpp")
    target_compile_features(oms_fuzz_replay PUBLIC cxx_std_20)
    target_link_libraries(oms_fuzz_replay PRIVATE oms_warnings PUBLIC oms_instrumentation)
endif()

function(oms_fuzz name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
    set(target fuzz_${name})
    add_executable(${target} ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} oms_warnings)
    target_compile_definitions(${target} PRIVATE OMS_SOURCE_ROOT="${PROJECT_SOURCE_DIR}")
    if(OMS_FUZZ)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
        add_dependencies(fuzz_targets ${target})
    else()
        target_link_libraries(${target} PRIVATE oms_fuzz_replay)
        add_test(NAME Fuzz.${name}ReplaysItsInputs
            COMMAND ${target} fuzz/corpus/${name} fuzz/crashes/${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
        set_tests_properties(Fuzz.${name}ReplaysItsInputs PROPERTIES LABELS fuzz TIMEOUT 300)
    endif()
endfunction()
