# oms_instrumentation: sanitizers, coverage, or the hardening of a release.
add_library(oms_instrumentation INTERFACE)

if(OMS_SANITIZE)
    target_compile_options(oms_instrumentation INTERFACE
        -fsanitize=${OMS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(oms_instrumentation INTERFACE -fsanitize=${OMS_SANITIZE})
    if(OMS_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Asio uses std::atomic_thread_fence, which g++ does not model under this sanitizer and warns about.
        target_compile_options(oms_instrumentation INTERFACE -Wno-tsan)
    endif()
endif()

if(OMS_FUZZ)
    target_compile_options(oms_instrumentation INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(OMS_COVERAGE)
    target_compile_options(oms_instrumentation INTERFACE --coverage)
    target_link_options(oms_instrumentation INTERFACE --coverage)
endif()

if(NOT OMS_SANITIZE AND NOT OMS_COVERAGE)
    # A server reads bytes that strangers wrote. These cost next to nothing in a release.
    target_compile_options(oms_instrumentation INTERFACE
        $<$<CONFIG:Release>:-fstack-protector-strong> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
    target_link_options(oms_instrumentation INTERFACE $<$<CONFIG:Release>:LINKER:-z,relro,-z,now>)
endif()
# Debug and sanitizer builds also check the bounds of containers.
target_compile_definitions(oms_instrumentation INTERFACE $<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>)
