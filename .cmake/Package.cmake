# What `cmake --install` puts where, and how other projects find it: CMake package `mi-testbed` with the targets
# mi-testbed::mi (libmi.so and mi.h) and mi-testbed::mockserver (the mock as a library), and pkg-config mi, mi-mockserver.
include(CMakePackageConfigHelpers)

# The mock and the core below it as one archive: users link a library, not our folders.
get_property(components GLOBAL PROPERTY MITB_COMPONENTS)
set(objects "")
set(libraries "")
foreach(component IN LISTS components)
  if(component MATCHES "^(wsman_|mockserver_(endpoint|scenario|faults|verify|record|proxy|repository|embed|api))")
    get_target_property(type ${component} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      list(APPEND objects $<TARGET_OBJECTS:${component}>)
    endif()
    get_property(wanted GLOBAL PROPERTY MITB_LIBRARIES_${component})
    list(APPEND libraries ${wanted})
    get_property(folder GLOBAL PROPERTY MITB_FOLDER_${component})
    file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.h)
    list(FILTER headers EXCLUDE REGEX "_for_test\\.h$")
    install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/mi-testbed/${folder})
  endif()
endforeach()
list(REMOVE_DUPLICATES libraries)

add_library(mockserver STATIC ${objects})
set_target_properties(mockserver PROPERTIES OUTPUT_NAME mi-mockserver LINKER_LANGUAGE CXX)
target_compile_features(mockserver INTERFACE cxx_std_20)
target_include_directories(mockserver INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/mi-testbed>)
target_link_libraries(mockserver INTERFACE ${libraries})

install(TARGETS mi client_include mockserver EXPORT mi-testbed-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT mi-testbed-targets NAMESPACE mi-testbed:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/mi-testbed)
install(TARGETS mi-cli mi-mockserver mi-bench mi-conformance RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(${PROJECT_SOURCE_DIR}/.cmake/mi-testbed-config.cmake.in
                              ${PROJECT_BINARY_DIR}/mi-testbed-config.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/mi-testbed)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mi-testbed-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/mi-testbed-config.cmake ${PROJECT_BINARY_DIR}/mi-testbed-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/mi-testbed)

foreach(name mi mi-mockserver)
  configure_file(${PROJECT_SOURCE_DIR}/.cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

if(BUILD_TESTING)
  # Installs, then builds and runs the programs of docs/examples against what was installed, as a user would.
  add_test(NAME install COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR} -DSOURCE=${PROJECT_SOURCE_DIR}
                                -DCONFIG=$<CONFIG> -DSANITIZE=${MITB_SANITIZE} -DLIBDIR=${CMAKE_INSTALL_LIBDIR}
                                -P ${PROJECT_SOURCE_DIR}/.cmake/install_test.cmake)
  set_tests_properties(install PROPERTIES TIMEOUT 600)
endif()
