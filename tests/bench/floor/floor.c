/*
 * The least time in which the end of a process can be seen: a child of some threads, some memory of its own and some
 * pages of a file is killed, and its parent waits on its pidfd and on nothing else. Before a pidfd is readable the kernel
 * has ended every thread and given back all memory.
 *
 * floor THREADS OWN-MEGABYTES FILE-MEGABYTES FILE COUNT: prints the milliseconds from kill(2) until poll(2) returns, a
 * line for each.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static const useconds_t rest_microseconds = 100 * 1000;
static const size_t page_bytes = 4096;

static double now_milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void fail(const char *what)
{
    perror(what);
    exit(71);
}

static void *sleep_for_ever(void *unused)
{
    for (;;)
        pause();
    return unused;
}

struct size {
    int threads;
    size_t own_bytes, file_bytes;
    const char *file;
};

/* In small pages, as a heap's blocks are. */
static void take_own(size_t bytes)
{
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        fail("mmap");
    madvise(memory, bytes, MADV_NOHUGEPAGE);
    memset(memory, 1, bytes);
}

/* The file again and again, where it is shorter. */
static void take_file(const char *file, size_t bytes)
{
    struct stat status;
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0 || status.st_size == 0)
        fail(file);
    while (bytes > 0) {
        size_t part = bytes < (size_t)status.st_size ? bytes : (size_t)status.st_size;
        volatile const char *memory = mmap(NULL, part, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (memory == MAP_FAILED)
            fail("mmap");
        for (size_t i = 0; i < part; i += page_bytes)
            (void)memory[i];
        bytes -= part;
    }
    close(descriptor);
}

static void live(const struct size *size, int ready)
{
    take_own(size->own_bytes);
    take_file(size->file, size->file_bytes);
    for (int i = 1; i < size->threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, sleep_for_ever, NULL) != 0)
            fail("pthread_create");
    }
    if (write(ready, "", 1) != 1)
        fail("write");
    sleep_for_ever(NULL);
}

static double kill_one(const struct size *size)
{
    int ready[2];
    char byte;
    if (pipe(ready) != 0)
        fail("pipe");
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0)
        live(size, ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        fail("read");
    usleep(rest_microseconds);
    struct pollfd end = { (int)syscall(SYS_pidfd_open, child, 0), POLLIN, 0 };
    if (end.fd < 0)
        fail("pidfd_open");
    double begin = now_milliseconds();
    kill(child, SIGKILL);
    if (poll(&end, 1, -1) != 1)
        fail("poll");
    double elapsed = now_milliseconds() - begin;
    waitpid(child, NULL, 0);
    close(end.fd);
    close(ready[0]);
    close(ready[1]);
    return elapsed;
}

int main(int argc, char **argv)
{
    if (argc != 6)
        return 64;
    struct size size = { atoi(argv[1]), (size_t)atoi(argv[2]) << 20, (size_t)atoi(argv[3]) << 20, argv[4] };
    int count = atoi(argv[5]);
    for (int i = 0; i < count; i++)
        printf("%.3f\n", kill_one(&size));
    return 0;
}
