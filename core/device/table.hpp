// SPDX-License-Identifier: MIT
// The rows of devices, pairing requests and setup codes in the store: tables of the core's own, a
// JSON document a row.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/device/record.hpp"
#include "core/device/setup_code.hpp"
#include "core/error.hpp"
#include "core/store/store.hpp"

namespace openclaw {

struct DeviceRows {
  std::vector<Device> devices;
  std::vector<PairRequest> requests;
  std::vector<SetupCode> codes = {};
  std::vector<SetupOutcome> outcomes = {};
};

StoreStatement save_device(const Device& device);
StoreStatement delete_device(const std::string& device_id);
StoreStatement save_request(const PairRequest& request);
StoreStatement delete_request(const std::string& request_id);
StoreStatement save_code(const SetupCode& code);
StoreStatement delete_code(const std::string& id);
StoreStatement save_outcome(const SetupOutcome& outcome);
StoreStatement delete_outcome(const std::string& id);

class DeviceTable {
 public:
  using Loaded = std::function<void(Result<DeviceRows>)>;

  explicit DeviceTable(Store& store) : store_(store) {}
  // Makes the tables and reads them. A row that cannot be read is left out, and the log names it.
  void load(Loaded done);
  // `done` tells whether it is on the disk.
  void save(std::vector<StoreStatement> statements, std::function<void(bool)> done);

 private:
  struct Loading {
    DeviceRows rows;
    std::string failed;
    Loaded done;
  };
  void read_devices(std::shared_ptr<Loading> loading, const std::string& after);
  void read_requests(std::shared_ptr<Loading> loading);
  void read_codes(std::shared_ptr<Loading> loading);
  void read_outcomes(std::shared_ptr<Loading> loading);
  Store& store_;
};

}  // namespace openclaw
