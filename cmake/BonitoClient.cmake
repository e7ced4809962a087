# bonito_client: the browser's half, client/dist, as bytes in a library. It needs no node: client/dist is committed.
set(bonito_client_source "${PROJECT_BINARY_DIR}/generated/client_files.cpp")
set(bonito_client_dist "${PROJECT_SOURCE_DIR}/client/dist")
file(GLOB bonito_client_modules CONFIGURE_DEPENDS "${bonito_client_dist}/modules/*.js")

add_custom_command(
  OUTPUT "${bonito_client_source}"
  COMMAND "${CMAKE_COMMAND}" -D "DIST=${bonito_client_dist}" -D "OUT=${bonito_client_source}"
          -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
  DEPENDS "${PROJECT_SOURCE_DIR}/cmake/embed.cmake" "${bonito_client_dist}/bonito.js" "${bonito_client_dist}/bonito.js.br"
          "${bonito_client_dist}/bonito.js.gz" "${bonito_client_dist}/icon.svg"
          ${bonito_client_modules}
  COMMENT "Embedding the client" VERBATIM)

add_library(bonito_client STATIC "${bonito_client_source}")
add_library(bonito::client ALIAS bonito_client)
target_compile_features(bonito_client PUBLIC cxx_std_20)
target_include_directories(bonito_client PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(bonito_client PRIVATE $<BUILD_INTERFACE:bonito_flags>)

# bonito_echo: what stands in for it on a page of the conformance kit.
set(bonito_echo_source "${PROJECT_BINARY_DIR}/generated/echo_script.cpp")
add_custom_command(
  OUTPUT "${bonito_echo_source}"
  COMMAND "${CMAKE_COMMAND}" -D "DIST=${bonito_client_dist}" -D "OUT=${bonito_echo_source}"
          -P "${PROJECT_SOURCE_DIR}/cmake/embed_echo.cmake"
  DEPENDS "${PROJECT_SOURCE_DIR}/cmake/embed_echo.cmake" "${bonito_client_dist}/echo.js"
  COMMENT "Embedding the conformance kit's script" VERBATIM)

add_library(bonito_echo STATIC "${bonito_echo_source}")
target_compile_features(bonito_echo PUBLIC cxx_std_20)
target_include_directories(bonito_echo PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(bonito_echo PRIVATE $<BUILD_INTERFACE:bonito_flags>)
