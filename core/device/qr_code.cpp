// SPDX-License-Identifier: MIT
#include "core/device/qr_code.hpp"

#include <dlfcn.h>
#include <qrencode.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace openclaw {
namespace {

constexpr const char* kLibrary = "libqrencode.so.4";

struct CloseLibrary {
  void operator()(void* library) const { ::dlclose(library); }
};
using Library = std::unique_ptr<void, CloseLibrary>;

template <class Function>
Function* find(const Library& library, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(library.get(), name));
}

}  // namespace

bool QrCode::at(std::ptrdiff_t x, std::ptrdiff_t y) const {
  const auto edge = static_cast<std::ptrdiff_t>(side);
  if (x < 0 || y < 0 || x >= edge || y >= edge) return false;
  return dark[static_cast<std::size_t>(y * edge + x)];
}

Result<QrCode> draw_qr(std::string_view text) {
  const Library library(::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL));
  auto* encode =
      library ? find<decltype(QRcode_encodeData)>(library, "QRcode_encodeData") : nullptr;
  auto* release = library ? find<decltype(QRcode_free)>(library, "QRcode_free") : nullptr;
  if (!encode || !release) {
    return unavailable(std::string("cannot draw a QR code without ") + kLibrary +
                       ": install the Debian package libqrencode4");
  }
  QRcode* drawn = encode(static_cast<int>(text.size()),
                         reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M);
  if (!drawn) {
    return invalid_request(errno == ERANGE
                               ? "too long for a QR code"
                               : std::string("cannot draw a QR code: ") + std::strerror(errno));
  }
  QrCode code;
  code.side = static_cast<std::size_t>(drawn->width);
  for (std::size_t i = 0; i < code.side * code.side; ++i) {
    code.dark.push_back((drawn->data[i] & 1U) != 0);
  }
  release(drawn);
  return code;
}

}  // namespace openclaw
