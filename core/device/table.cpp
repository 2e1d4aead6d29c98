// SPDX-License-Identifier: MIT
#include "core/device/table.hpp"

#include "core/log/log.hpp"

namespace openclaw {
namespace {

constexpr const char* kTables =
    "CREATE TABLE device_paired(device_id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE device_requests(request_id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID";
constexpr const char* kSetupTables =
    "CREATE TABLE device_setup_codes(setup_id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE device_setup_outcomes(setup_id TEXT PRIMARY KEY, record TEXT NOT NULL) "
    "WITHOUT ROWID";
constexpr std::string_view kRemedy = "; restore a backup of the database, or move it away";

std::string text_at(const StoreRows& rows, std::size_t row, std::size_t column) {
  const auto* text = std::get_if<std::string>(&rows.at(row, column));
  return text ? *text : std::string();
}

template <class T>
void take_rows(std::vector<T>& out, const StoreRows& rows, Result<T> (*read)(std::string_view)) {
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    Result<T> record = read(text_at(rows, row, 1));
    if (record) {
      out.push_back(std::move(*record));
    } else {
      log_line(LogLevel::error, "gateway/devices",
               "the row of " + text_at(rows, row, 0) + " is left out: " + record.error().message);
    }
  }
}

void note_failure(std::string& failed, int err, const char* table) {
  if (err != 0 && failed.empty()) failed = std::string("cannot read ") + table;
}

}  // namespace

StoreStatement save_device(const Device& device) {
  return {"INSERT OR REPLACE INTO device_paired VALUES(?1, ?2)",
          {device.face.device_id, stored_device(device)}};
}

StoreStatement delete_device(const std::string& device_id) {
  return {"DELETE FROM device_paired WHERE device_id = ?1", {device_id}};
}

StoreStatement save_request(const PairRequest& request) {
  return {"INSERT OR REPLACE INTO device_requests VALUES(?1, ?2)",
          {request.id, stored_request(request)}};
}

StoreStatement delete_request(const std::string& request_id) {
  return {"DELETE FROM device_requests WHERE request_id = ?1", {request_id}};
}

StoreStatement save_code(const SetupCode& code) {
  return {"INSERT OR REPLACE INTO device_setup_codes VALUES(?1, ?2)", {code.id, stored_code(code)}};
}

StoreStatement delete_code(const std::string& id) {
  return {"DELETE FROM device_setup_codes WHERE setup_id = ?1", {id}};
}

StoreStatement save_outcome(const SetupOutcome& outcome) {
  return {"INSERT OR REPLACE INTO device_setup_outcomes VALUES(?1, ?2)",
          {outcome.id, stored_outcome(outcome)}};
}

StoreStatement delete_outcome(const std::string& id) {
  return {"DELETE FROM device_setup_outcomes WHERE setup_id = ?1", {id}};
}

void DeviceTable::load(Loaded done) {
  auto loading = std::make_shared<Loading>();
  loading->done = std::move(done);
  store_.migrate("devices", {kTables, kSetupTables}, [loading](const Status& made) {
    if (!made) loading->failed = made.error().message;
  });
  read_devices(std::move(loading), {});
}

// As many a time as fit into one answer.
void DeviceTable::read_devices(std::shared_ptr<Loading> loading, const std::string& after) {
  StoreStatement read{
      "SELECT device_id, record FROM device_paired WHERE device_id > ?1 ORDER BY device_id",
      {after}};
  read.may_cut = true;
  store_.read(std::move(read), [this, loading](int err, const StoreRows& rows) {
    note_failure(loading->failed, err, "device_paired");
    if (err != 0 || rows.rows() == 0) return read_requests(loading);
    take_rows(loading->rows.devices, rows, read_stored_device);
    read_devices(loading, text_at(rows, rows.rows() - 1, 0));
  });
}

void DeviceTable::read_requests(std::shared_ptr<Loading> loading) {
  store_.read({"SELECT request_id, record FROM device_requests"},
              [this, loading](int err, const StoreRows& rows) {
                note_failure(loading->failed, err, "device_requests");
                take_rows(loading->rows.requests, rows, read_stored_request);
                read_codes(loading);
              });
}

void DeviceTable::read_codes(std::shared_ptr<Loading> loading) {
  store_.read({"SELECT setup_id, record FROM device_setup_codes"},
              [this, loading](int err, const StoreRows& rows) {
                note_failure(loading->failed, err, "device_setup_codes");
                take_rows(loading->rows.codes, rows, read_stored_code);
                read_outcomes(loading);
              });
}

void DeviceTable::read_outcomes(std::shared_ptr<Loading> loading) {
  store_.read({"SELECT setup_id, record FROM device_setup_outcomes"},
              [loading](int err, const StoreRows& rows) {
                note_failure(loading->failed, err, "device_setup_outcomes");
                take_rows(loading->rows.outcomes, rows, read_stored_outcome);
                if (loading->failed.empty()) return loading->done(std::move(loading->rows));
                loading->done(unavailable("devices: " + loading->failed + std::string(kRemedy)));
              });
}

void DeviceTable::save(std::vector<StoreStatement> statements, std::function<void(bool)> done) {
  store_.write(std::move(statements),
               [done = std::move(done)](StoreWritten written) { done(written.err == 0); });
}

}  // namespace openclaw
