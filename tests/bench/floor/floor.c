/*
 * The least time in which the end of a process can be seen: a child of some threads and some memory is killed, and its
 * parent waits on its pidfd and on nothing else. Before a pidfd is readable the kernel has ended every thread and given
 * back all memory.
 *
 * floor THREADS MEGABYTES COUNT: prints the milliseconds from kill(2) until poll(2) returns, a line for each.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static const useconds_t rest_microseconds = 100 * 1000;

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

static void live(int threads, size_t bytes, int ready)
{
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        fail("mmap");
    memset(memory, 1, bytes);
    for (int i = 1; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, sleep_for_ever, NULL) != 0)
            fail("pthread_create");
    }
    if (write(ready, "", 1) != 1)
        fail("write");
    sleep_for_ever(NULL);
}

static double kill_one(int threads, size_t bytes)
{
    int ready[2];
    char byte;
    if (pipe(ready) != 0)
        fail("pipe");
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0)
        live(threads, bytes, ready[1]);
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
    if (argc != 4)
        return 64;
    int threads = atoi(argv[1]), count = atoi(argv[3]);
    size_t bytes = (size_t)atoi(argv[2]) << 20;
    for (int i = 0; i < count; i++)
        printf("%.3f\n", kill_one(threads, bytes));
    return 0;
}
