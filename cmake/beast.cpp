// The compiled part of Boost.Asio and Boost.Beast; see BonitoBuild.cmake.
#include <utility>

#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
