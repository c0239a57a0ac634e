// What a stopped call does, and to which file.
#define _GNU_SOURCE
#include "crashpoint.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

enum { NONE = -1, CWD = -2 };

// Where a call's path lies among its arguments: path alone, directory and path, or descriptor alone.
struct shape {
    long number;
    const char *name;
    int directory;             // argument with the directory's descriptor, or CWD
    int path;                  // argument with the path, or NONE
    int descriptor;            // argument with the file's descriptor, or NONE
};

static const struct shape shapes[] = {
    {SYS_open, "open", CWD, 0, NONE},          {SYS_creat, "open", CWD, 0, NONE},
    {SYS_openat, "open", 0, 1, NONE},          {SYS_openat2, "open", 0, 1, NONE},
    {SYS_truncate, "truncate", CWD, 0, NONE},  {SYS_ftruncate, "truncate", 0, NONE, 0},
    {SYS_fallocate, "allocate", 0, NONE, 0},   {SYS_ioctl, "clone", 0, NONE, 0},
    {SYS_rename, "rename", CWD, 1, NONE},
    {SYS_renameat, "rename", 2, 3, NONE},
    {SYS_renameat2, "rename", 2, 3, NONE},
    {SYS_link, "link", CWD, 1, NONE},  {SYS_linkat, "link", 2, 3, NONE},
    {SYS_unlink, "unlink", CWD, 0, NONE},      {SYS_unlinkat, "unlink", 0, 1, NONE},
    {SYS_rmdir, "rmdir", CWD, 0, NONE},
    {SYS_mkdir, "mkdir", CWD, 0, NONE},        {SYS_mkdirat, "mkdir", 0, 1, NONE},
    {SYS_mknod, "mknod", CWD, 0, NONE},        {SYS_mknodat, "mknod", 0, 1, NONE},
    {SYS_symlink, "symlink", CWD, 1, NONE},    {SYS_symlinkat, "symlink", 1, 2, NONE},
    {SYS_chmod, "chmod", CWD, 0, NONE},        {SYS_fchmod, "chmod", 0, NONE, 0},
    {SYS_fchmodat, "chmod", 0, 1, NONE},       {SYS_fchmodat2, "chmod", 0, 1, NONE},
    {SYS_chown, "chown", CWD, 0, NONE},        {SYS_fchown, "chown", 0, NONE, 0},
    {SYS_lchown, "chown", CWD, 0, NONE},       {SYS_fchownat, "chown", 0, 1, NONE},
    {SYS_write, "write", 0, NONE, 0},          {SYS_pwrite64, "write", 0, NONE, 0},
    {SYS_writev, "write", 0, NONE, 0},         {SYS_pwritev, "write", 0, NONE, 0},
    {SYS_pwritev2, "write", 0, NONE, 0},       {SYS_sendfile, "write", 0, NONE, 0},
    {SYS_copy_file_range, "write", 0, NONE, 2},
    {SYS_fsync, "flush", 0, NONE, 0},          {SYS_fdatasync, "flush", 0, NONE, 0},
    {SYS_syncfs, "flush-all", 0, NONE, 0},
};

unsigned long long argument(const struct user_regs_struct *regs, int index)
{
    switch (index) {
    case 0: return regs->rdi;
    case 1: return regs->rsi;
    case 2: return regs->rdx;
    case 3: return regs->r10;
    case 4: return regs->r8;
    default: return 0;
    }
}

// Reads a string up to the end of each page in turn: the next page need not be there.
static bool read_text(pid_t task, unsigned long long address, char *text, size_t size)
{
    const size_t page = 4096;
    size_t length = 0;
    while (length < size) {
        size_t piece = page - (address + length) % page;
        if (piece > size - length) piece = size - length;
        struct iovec here = {text + length, piece}, there = {(void *)(address + length), piece};
        ssize_t count = process_vm_readv(task, &here, 1, &there, 1, 0);
        if (count <= 0) return false;
        if (memchr(text + length, 0, (size_t)count) != NULL) return true;
        length += (size_t)count;
    }
    return false;
}

static bool read_link(pid_t task, const char *what, char *path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/%s", task, what);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) return false;
    path[length] = 0;
    return path[0] == '/';
}

static bool read_descriptor(pid_t task, int descriptor, char *path, size_t size)
{
    char what[32];
    snprintf(what, sizeof what, "fd/%d", descriptor);
    return read_link(task, what, path, size);
}

static bool read_path(
    pid_t task, const struct user_regs_struct *regs, int directory_argument, int path_argument, char *path)
{
    char text[PATH_MAX], directory[PATH_MAX];
    if (!read_text(task, argument(regs, path_argument), text, sizeof text)) return false;
    if (text[0] == '/') {
        strcpy(path, text);
        return true;
    }
    int descriptor = directory_argument == CWD ? AT_FDCWD : (int)argument(regs, directory_argument);
    bool is_known = descriptor == AT_FDCWD
        ? read_link(task, "cwd", directory, sizeof directory)
        : read_descriptor(task, descriptor, directory, sizeof directory);
    if (!is_known || strlen(directory) + strlen(text) + 2 > PATH_MAX) return false;
    sprintf(path, "%s/%s", directory, text);
    return true;
}

// The old name of a rename or link: its arguments lie before those of the new one, in the same form.
static bool read_source(pid_t task, const struct user_regs_struct *regs, const struct shape *shape, char *source)
{
    if (strcmp(shape->name, "rename") != 0 && strcmp(shape->name, "link") != 0) return true;
    return shape->directory == CWD
        ? read_path(task, regs, CWD, shape->path - 1, source)
        : read_path(task, regs, shape->directory - 2, shape->path - 2, source);
}

bool read_call(pid_t task, const struct user_regs_struct *regs, struct call *call)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const struct shape *shape = &shapes[i];
        if (shape->number != (long)regs->orig_rax) continue;
        call->name = shape->name;
        call->source[0] = 0;
        call->descriptor = shape->descriptor == NONE ? -1 : (int)argument(regs, shape->descriptor);
        if (!read_source(task, regs, shape, call->source)) return false;
        return shape->descriptor == NONE
            ? read_path(task, regs, shape->directory, shape->path, call->path)
            : read_descriptor(task, call->descriptor, call->path, sizeof call->path);
    }
    return false;
}

static const char *const random_names[] = {".staging-", ".trash-", NULL};

// Length of what differs from run to run at the begin of text, 0 if nothing does.
static size_t volatile_length(const char *text)
{
    for (const char *const *name = random_names; *name != NULL; name++) {
        size_t length = strlen(*name);
        if (strncmp(text, *name, length) == 0) return length + strcspn(text + length, "/");
    }
    // ".1234-5.tmp", ".1234.tmp" and ".1234.part" of a file that is not whole yet.
    if (text[0] != '.') return 0;
    size_t digits = 1 + strspn(text + 1, "0123456789-");
    if (digits == 1) return 0;
    return strncmp(text + digits, ".tmp", 4) == 0 || strncmp(text + digits, ".part", 5) == 0 ? digits : 0;
}

bool call_key(const struct call *call, const char *root, char *key, size_t size)
{
    size_t root_length = strlen(root);
    if (strncmp(call->path, root, root_length) != 0 || call->path[root_length] != '/') return false;
    int length = snprintf(key, size, "%s ", call->name);
    for (const char *text = call->path + root_length + 1; *text != 0 && (size_t)length + 2 < size;) {
        size_t skipped = volatile_length(text);
        if (skipped > 0) {
            key[length++] = *text;
            key[length++] = '#';
            text += skipped;
        } else {
            key[length++] = isspace((unsigned char)*text) ? '_' : *text;
            text++;
        }
    }
    key[length] = 0;
    return true;
}
