// The seccomp filter: calls that change a file stop for the tracer, all others run at full speed.
// It is inherited over fork and exec and cannot be taken off, so that whatever the tree starts stays
// with its tracer to its end.
#include "crashpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define STOP BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE)
#define STOP_AT(call) SKIP_UNLESS(SYS_##call, 1), STOP
// An open stops only if it may create or cut a file: opening one to read it changes nothing.
#define STOP_AT_OPEN(call, flags) \
    SKIP_UNLESS(SYS_##call, 4), LOAD(args[flags]), \
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_CREAT | O_TRUNC, 0, 1), STOP, ALLOW

int install_filter(bool has_flushes)
{
    // Kills do not stop at flushes: a killed process loses nothing that was written.
    enum { FLUSH_STOPS = 3 };
    struct sock_filter code[] = {
        LOAD(arch), SKIP_UNLESS(AUDIT_ARCH_X86_64, 1), LOAD(nr),
        STOP_AT_OPEN(open, 1), STOP_AT_OPEN(openat, 2),
        STOP_AT(creat), STOP_AT(openat2),
        STOP_AT(write), STOP_AT(pwrite64), STOP_AT(writev), STOP_AT(pwritev), STOP_AT(pwritev2),
        STOP_AT(sendfile), STOP_AT(copy_file_range),
        STOP_AT(truncate), STOP_AT(ftruncate), STOP_AT(fallocate),
        STOP_AT(rename), STOP_AT(renameat), STOP_AT(renameat2),
        STOP_AT(unlink), STOP_AT(unlinkat), STOP_AT(rmdir),
        STOP_AT(mkdir), STOP_AT(mkdirat), STOP_AT(mknod), STOP_AT(mknodat),
        STOP_AT(symlink), STOP_AT(symlinkat), STOP_AT(link), STOP_AT(linkat),
        STOP_AT(chmod), STOP_AT(fchmod), STOP_AT(fchmodat), STOP_AT(fchmodat2),
        STOP_AT(chown), STOP_AT(fchown), STOP_AT(lchown), STOP_AT(fchownat),
        SKIP_UNLESS(SYS_ioctl, 4), LOAD(args[1]), SKIP_UNLESS(FICLONE, 1), STOP, ALLOW,
        BPF_JUMP(BPF_JMP | BPF_JA, has_flushes ? 0 : 2 * FLUSH_STOPS, 0, 0),
        STOP_AT(fsync), STOP_AT(fdatasync), STOP_AT(syncfs),
        ALLOW,
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    // Without it only root could install a filter; what it forbids (set-uid programs) is not needed.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
