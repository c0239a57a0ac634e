// Plays a local user who holds a program of the suite: executes it as his own process and stops it before its first
// instruction, so that it is there under its path for as long as he wants. Says its pid.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    if (count < 2) return 64;
    pid_t held = fork();
    if (held < 0) return 1;
    if (held == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execv(arguments[1], arguments + 1);
        _exit(127);
    }
    int status;
    if (waitpid(held, &status, 0) != held || !WIFSTOPPED(status)) return 1;
    printf("%d\n", held);
    fflush(stdout);
    for (;;) pause();
}
