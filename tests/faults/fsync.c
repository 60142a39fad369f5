/* Stands before the C library: while the file that PFORTE_TEST_FSYNC names exists, nothing reaches the disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fail(const char *name, int fd) {
    const char *sign = getenv("PFORTE_TEST_FSYNC");
    if (sign && access(sign, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(fd);
}

int fsync(int fd) { return fail("fsync", fd); }

int fdatasync(int fd) { return fail("fdatasync", fd); }
