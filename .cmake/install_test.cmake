# Installs the build below a new prefix, then configures, builds and runs docs/examples against it, by the CMake package
# and by pkg-config. A consumer has nothing of the source tree.
cmake_minimum_required(VERSION 3.25)
set(work ${BUILD}/install_test)
set(prefix ${work}/prefix)
file(REMOVE_RECURSE ${work})

function(must)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "install: '${command}' ended with ${code}:\n${output}")
  endif()
endfunction()

must(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
set(flags "")
if(SANITIZE)
  set(flags "-fsanitize=${SANITIZE}")
endif()
must(${CMAKE_COMMAND} -S ${SOURCE}/docs/examples -B ${work}/build -G Ninja -DCMAKE_BUILD_TYPE=${CONFIG}
     -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_CXX_FLAGS=${flags} -DCMAKE_C_FLAGS=${flags})
must(${CMAKE_COMMAND} --build ${work}/build)
must(${CMAKE_CTEST_COMMAND} --test-dir ${work}/build --output-on-failure)

set(ENV{PKG_CONFIG_PATH} ${prefix}/${LIBDIR}/pkgconfig)
set(ENV{LD_LIBRARY_PATH} ${prefix}/${LIBDIR})
find_program(PKG_CONFIG NAMES pkg-config pkgconf REQUIRED)
execute_process(COMMAND ${PKG_CONFIG} --define-variable=prefix=${prefix} --cflags --libs mi
                OUTPUT_VARIABLE words OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(words UNIX_COMMAND "${words}")
must(cc ${flags} -o ${work}/mi_client ${SOURCE}/docs/examples/mi_client.c ${words})
