// SPDX-License-Identifier: MIT
// QR codes, by libqrencode. The library is loaded when a code is drawn and given back behind it: a
// gateway that draws none does not carry it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace openclaw {

struct QrCode {
  std::size_t side = 0;    // modules
  std::vector<bool> dark;  // row by row
  // False beyond the edge: that is the quiet zone.
  [[nodiscard]] bool at(std::ptrdiff_t x, std::ptrdiff_t y) const;
};

// The error names the Debian package that is missing. [any thread]
Result<QrCode> draw_qr(std::string_view text);

// A PNG as a data URL, as large as it can be within so many characters; empty when it cannot.
std::string qr_data_url(const QrCode& code, std::size_t most);

}  // namespace openclaw
