// A type's name as its author wrote it, or near: "int", "std::vector<std::string>".
#pragma once
#include <string>
#include <typeinfo>

namespace bonito::detail {

std::string type_name(const std::type_info& type);

}  // namespace bonito::detail
