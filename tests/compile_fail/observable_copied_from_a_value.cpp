// error: conversion from [^ ]*int[^ ]* to .*Observable<int>
#include "bonito/reactive/observable.hpp"

using namespace bonito;
Observable count = 0;
