# SPDX-License-Identifier: MIT
"""What the bench measures, and the servers that it measures."""
