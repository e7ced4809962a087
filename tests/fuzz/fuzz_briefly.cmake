# Runs FUZZER for some seconds, beginning with the inputs in CORPUS. What it finds stays in the build folder: an input
# that fails as crash-…, and what reached something new in found/.
# Run as: cmake -D FUZZER=… -D CORPUS=… -P fuzz_briefly.cmake
set(work "${FUZZER}_work")
file(REMOVE_RECURSE "${work}")
file(MAKE_DIRECTORY "${work}/found")
execute_process(COMMAND "${FUZZER}" -seed=1 -runs=20000 -max_total_time=15 -timeout=60 -malloc_limit_mb=64
                        -print_final_stats=1 "-artifact_prefix=${work}/" "${work}/found" "${CORPUS}"
                RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "The fuzzer ended with ${result}; the input that did it is in ${work}.")
endif()
