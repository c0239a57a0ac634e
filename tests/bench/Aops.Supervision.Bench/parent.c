// The floor: a parent that does nothing but start argv[1] children of argv[2..] and start each again when it ends.
#define _GNU_SOURCE
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
    int count = atoi(argv[1]);
    struct pollfd *watched = calloc(count, sizeof *watched);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    for (int i = 0; i < count; i++) {
        pid_t pid;
        if (posix_spawn(&pid, argv[2], NULL, &attributes, argv + 2, environ)) return 1;
        watched[i] = (struct pollfd){ .fd = syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
    }
    for (;;) {
        poll(watched, count, -1);
        for (int i = 0; i < count; i++) {
            if (!watched[i].revents) continue;
            siginfo_t info;
            waitid(P_PIDFD, watched[i].fd, &info, WEXITED);
            close(watched[i].fd);
            pid_t pid;
            if (posix_spawn(&pid, argv[2], NULL, &attributes, argv + 2, environ)) return 1;
            watched[i].fd = syscall(SYS_pidfd_open, pid, 0);
        }
    }
}
