// SPDX-License-Identifier: MIT
// The folder whose files are the canvas. Blocking: for a thread of the pool.
#pragma once
#include <string>

namespace canvas {

// Makes it, for its owner alone, with a page to begin with, where there is none. What went wrong,
// in words; empty when nothing did.
std::string prepare_root(const std::string& root);

}  // namespace canvas
