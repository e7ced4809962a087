// The least a program with output is: what bounds the time to compile the counter.
#include <iostream>

int main() { std::cout << "hello" << std::endl; }
