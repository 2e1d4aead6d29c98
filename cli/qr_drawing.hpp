// SPDX-License-Identifier: MIT
// A QR code for a terminal: two modules, one above the other, are one character.
#pragma once
#include <string>

#include "core/device/qr_code.hpp"

namespace openclaw::cli {

// Lines with a quiet zone around the code. With colors it is black on white; without, what is light
// is drawn, which is right on a dark terminal.
std::string qr_drawing(const QrCode& code, bool colors);

}  // namespace openclaw::cli
