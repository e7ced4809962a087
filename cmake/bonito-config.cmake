# What find_package(bonito) reads in an installed library.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(OpenSSL)
find_dependency(ZLIB)
include("${CMAKE_CURRENT_LIST_DIR}/bonito-targets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/BonitoModule.cmake")
