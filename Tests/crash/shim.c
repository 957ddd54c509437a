// Preloaded into kring-server by the tests: makes the disk fail and clocks jump, as a small file
// says that both share. Only files whose name has ".sqlite" in it are touched.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct control {
  _Atomic int64_t count;      // operations so far
  _Atomic int64_t fail_at;    // the first one to fail; 0: none
  _Atomic int64_t broken;     // whether operations fail now
  _Atomic int64_t error;      // with which errno
  _Atomic int64_t torn;       // whether the first failing write leaves its first half behind
  _Atomic int64_t real_ms;    // how far the wall clock is ahead
  _Atomic int64_t running_ms; // how far the clock that never goes back is ahead
};

static struct control *control;

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("KRING_SHIM_CONTROL");
  if (!path) return;
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) abort();
  void *found = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (found == MAP_FAILED) abort();
  close(file);
  control = found;
}

static int is_ours(const char *path) {
  return control && path && strstr(path, ".sqlite") && !strstr(path, "-shm");
}

static int is_our_file(int file) {
  if (!control) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_ours(path);
}

// Counts an operation; tells whether it fails: 1 for the first one, 2 for later ones.
static int fails(void) {
  int64_t number = atomic_fetch_add(&control->count, 1) + 1;
  if (atomic_load(&control->broken)) return errno = (int)control->error, 2;
  int64_t at = atomic_load(&control->fail_at);
  if (!at || number != at) return 0;
  atomic_store(&control->broken, 1);
  return errno = (int)control->error, 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRITE(name, offset_type)                                                    \
  ssize_t name(int file, const void *bytes, size_t count, offset_type offset) {     \
    int failing = is_our_file(file) ? fails() : 0;                                  \
    if (!failing) return REAL(name)(file, bytes, count, offset);                    \
    int error = errno;                                                              \
    if (failing == 1 && control->torn) REAL(name)(file, bytes, count / 2, offset);  \
    errno = error;                                                                  \
    return -1;                                                                      \
  }
WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

ssize_t write(int file, const void *bytes, size_t count) {
  return is_our_file(file) && fails() ? -1 : REAL(write)(file, bytes, count);
}

#define ON_FILE(name) \
  int name(int file) { return is_our_file(file) && fails() ? -1 : REAL(name)(file); }
ON_FILE(fsync)
ON_FILE(fdatasync)

#define TRUNCATE(name, type)                                                   \
  int name(int file, type length) {                                            \
    return is_our_file(file) && fails() ? -1 : REAL(name)(file, length);       \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define OPEN(name)                                                             \
  int name(const char *path, int flags, ...) {                                 \
    va_list more;                                                              \
    va_start(more, flags);                                                     \
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;                  \
    va_end(more);                                                              \
    return is_ours(path) && fails() ? -1 : REAL(name)(path, flags, mode);      \
  }
OPEN(open)
OPEN(open64)

int unlink(const char *path) { return is_ours(path) && fails() ? -1 : REAL(unlink)(path); }

static void move(struct timespec *time, int64_t milliseconds) {
  int64_t rest = time->tv_nsec + milliseconds % 1000 * 1000000;
  time->tv_sec += milliseconds / 1000 + (rest >= 1000000000) - (rest < 0);
  time->tv_nsec = (rest + 1000000000) % 1000000000;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = REAL(clock_gettime)(clock, time);
  if (!control || result) return result;
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE: move(time, control->real_ms); break;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME: move(time, control->running_ms); break;
    default: break;
  }
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  int result = REAL(gettimeofday)(time, zone);
  if (control && !result) time->tv_sec += control->real_ms / 1000;
  return result;
}

time_t time(time_t *there) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (there) *there = now.tv_sec;
  return now.tv_sec;
}
