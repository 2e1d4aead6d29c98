/* SPDX-License-Identifier: MIT */
/* Takes the sync out of a program: fsync and fdatasync say that they worked and do nothing. */
int fsync(int fd);
int fdatasync(int fd);

int fsync(int fd) { return fd < 0 ? -1 : 0; }
int fdatasync(int fd) { return fd < 0 ? -1 : 0; }
