# What `cmake --install` gives a project that says find_package(bonito): the layers, the public headers, and
# bonito_add_module. The conformance kit for connections (testing) is not among it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(bonito_installed GLOBAL PROPERTY BONITO_LAYERS)
list(REMOVE_ITEM bonito_installed testing)
list(APPEND bonito_installed client beast bonito)
foreach(name IN LISTS bonito_installed)
  set_target_properties(bonito_${name} PROPERTIES EXPORT_NAME ${name})
endforeach()
list(TRANSFORM bonito_installed PREPEND bonito_)

set(bonito_package "${CMAKE_INSTALL_LIBDIR}/cmake/bonito")
install(TARGETS ${bonito_installed} EXPORT bonito INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT bonito NAMESPACE bonito:: FILE bonito-targets.cmake DESTINATION "${bonito_package}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/bonito" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        PATTERN testing EXCLUDE)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/bonito-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/bonito-config-version.cmake" "${PROJECT_SOURCE_DIR}/cmake/bonito-config.cmake"
              "${PROJECT_SOURCE_DIR}/cmake/BonitoModule.cmake" "${PROJECT_SOURCE_DIR}/cmake/bundle_module.mjs"
        DESTINATION "${bonito_package}")
