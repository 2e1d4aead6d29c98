# SPDX-License-Identifier: MIT
"""What the Python tests share: the real gateway as a fixture, clients, a TAP runner."""
