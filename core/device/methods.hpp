// SPDX-License-Identifier: MIT
// device.pair.* and device.token.*: the operators' side of the devices.
#pragma once

namespace openclaw {

class Devices;
class MethodTable;

// Both must outlive what the table calls.
void add_device_methods(MethodTable& methods, Devices& devices);

}  // namespace openclaw
