#include "support/measure.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string>
#include <utility>

namespace bonito::bench {

double percentile(std::vector<double> values, double percent) {
  const auto rank = std::ceil(percent / 100 * static_cast<double>(values.size()));
  const auto at = values.begin() + (std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(rank)) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

double slope(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / count;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / count;
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    products += (x[i] - mean_x) * (y[i] - mean_y);
    squares += (x[i] - mean_x) * (x[i] - mean_x);
  }
  return products / squares;
}

std::size_t resident_bytes(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::size_t size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

void report(std::initializer_list<Figure> figures) {
  std::cout << '{';
  const char* separator = "";
  for (const auto& [name, measured, bound] : figures) {
    std::cout << std::exchange(separator, ", ") << '"' << name << "\": {\"measured\": " << measured;
    if (bound) std::cout << ", \"bound\": " << *bound;
    std::cout << '}';
  }
  std::cout << '}' << std::endl;
}

void fail(std::string_view sentence) {
  std::cerr << sentence << std::endl;
  std::exit(1);
}

}  // namespace bonito::bench
