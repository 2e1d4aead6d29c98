/* SPDX-License-Identifier: MIT */
/* Takes the sync out of a program: fsync and fdatasync say that they worked and do nothing. */
int fsync(int fd);
int fdatasync(int fd);

__attribute__((visibility("default"))) int fsync(int fd) { return fd < 0 ? -1 : 0; }
__attribute__((visibility("default"))) int fdatasync(int fd) { return fd < 0 ? -1 : 0; }
