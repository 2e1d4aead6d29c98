// SPDX-License-Identifier: MIT
// A PNG with one bit a pixel whose data is stored, not packed: small enough for a QR code, and it
// takes no library.
#include <openssl/evp.h>

#include <array>
#include <cstdint>

#include "core/device/qr_code.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kQuietZone = 4;  // modules, as the standard asks
constexpr std::size_t kLargestScale = 6;
constexpr std::string_view kPrefix = "data:image/png;base64,";

std::string big_endian(std::uint32_t number) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) {
    out.push_back(static_cast<char>((number >> shift) & 0xFFU));
  }
  return out;
}

std::uint32_t crc32(std::string_view data) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : data) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::uint32_t adler32(std::string_view data) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char c : data) {
    a = (a + static_cast<unsigned char>(c)) % 65521U;
    b = (b + a) % 65521U;
  }
  return (b << 16U) | a;
}

std::string chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(crc32(body));
}

// A zlib stream of one stored block.
std::string stored(std::string_view data) {
  const auto size = static_cast<std::uint16_t>(data.size());
  const auto flipped = static_cast<std::uint16_t>(~size);
  std::string out("\x78\x01\x01", 3);
  for (const std::uint16_t number : {size, flipped}) {
    out.push_back(static_cast<char>(number & 0xFFU));
    out.push_back(static_cast<char>(number >> 8U));
  }
  out += data;
  return out + big_endian(adler32(data));
}

std::string png(const QrCode& code, std::size_t scale) {
  const std::size_t pixels = (code.side + 2 * kQuietZone) * scale;
  std::string data;
  for (std::size_t y = 0; y < pixels; ++y) {
    data.push_back('\0');  // no filter
    std::string row((pixels + 7) / 8, '\xff');
    for (std::size_t x = 0; x < pixels; ++x) {
      const auto module = [scale](std::size_t pixel) {
        return static_cast<std::ptrdiff_t>(pixel / scale) - static_cast<std::ptrdiff_t>(kQuietZone);
      };
      if (!code.at(module(x), module(y))) continue;
      row[x / 8] = static_cast<char>(row[x / 8] & ~(0x80 >> (x % 8)));
    }
    data += row;
  }
  const std::string side = big_endian(static_cast<std::uint32_t>(pixels));
  const std::string gray_1bit("\x01\x00\x00\x00\x00", 5);
  return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", side + side + gray_1bit) +
         chunk("IDAT", stored(data)) + chunk("IEND", {});
}

std::size_t png_bytes(const QrCode& code, std::size_t scale) {
  const std::size_t pixels = (code.side + 2 * kQuietZone) * scale;
  return pixels * (1 + (pixels + 7) / 8) + 68;
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace

std::string qr_data_url(const QrCode& code, std::size_t most) {
  for (std::size_t scale = kLargestScale; scale > 0; --scale) {
    const std::size_t bytes = png_bytes(code, scale);
    if (kPrefix.size() + 4 * ((bytes + 2) / 3) > most || bytes > 0xFFFFU) continue;
    return std::string(kPrefix) + base64(png(code, scale));
  }
  return {};
}

}  // namespace openclaw
