/*
 * oldkernel PROGRAM [ARGUMENT...]: executes a program as on Linux 4.18, which is RHEL 8's. Every system call that came
 * later answers ENOSYS (pidfd_open, pidfd_send_signal, clone3, close_range, openat2, faccessat2 ...), and waitid(2) does
 * not know P_PIDFD. What the program starts is under the same filter (seccomp(2)); nobody can take it off.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* All architectures number alike from pidfd_send_signal of Linux 5.1 on. */
enum { FIRST_NEWER_CALL = 424, PIDFD_OF_WAITID = 3 };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(errno_value) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (errno_value))

int main(int argc, char **argv)
{
    struct sock_filter filter[] = {
        LOAD(nr),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FIRST_NEWER_CALL, 0, 1),
        ANSWER(ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_waitid, 0, 3),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PIDFD_OF_WAITID, 0, 1),
        ANSWER(EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { .len = sizeof filter / sizeof *filter, .filter = filter };

    if (argc < 2) {
        fprintf(stderr, "usage: oldkernel PROGRAM [ARGUMENT...]\n");
        return 64;
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror("oldkernel: this kernel takes no filter");
        return 71;
    }
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    return 127;
}
