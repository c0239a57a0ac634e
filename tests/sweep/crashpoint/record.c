// Recording: every call that changes files below the root, with its data, in an order in which the kernel has
// run them. One such call runs at a time; the others are held at their stops meanwhile.
//
// A record is a line of fields parted by tabs, then LENGTH bytes of data:
//
//   CALL INODE OFFSET LENGTH MODE PROGRAM PATH SOURCE
//
// Paths are below the root, with no links in their folders. Calls: create, mkdir, symlink (data: where to), link,
// rename (SOURCE: old name), exchange, unlink (of a folder, too), write (data), size (OFFSET: the new one), mode,
// flush, flush-all, exec (PATH: the program), ended (the first program has).
#define _GNU_SOURCE
#include "crashpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HELD_MAX = 4096, FAILURE = 70, MODE_MASK = 07777 };

static FILE *out;
static const char *root;
static bool is_closing;

static struct {
    pid_t id;                  // 0: no call runs
    struct call call;
    struct user_regs_struct regs;
    bool existed;
} now;

static pid_t held[HELD_MAX];
static int held_count;

int record_open(const char *file, const char *below)
{
    root = below;
    out = fopen(file, "we");
    return out == NULL ? -1 : 0;
}

// The part of a path below the root; NULL if it is not there.
static const char *below_root(const char *path)
{
    size_t length = strlen(root);
    if (strncmp(path, root, length) != 0) return NULL;
    if (path[length] == 0) return path + length;
    return path[length] == '/' ? path + length + 1 : NULL;
}

// Takes links out of the folders of a path; its last part stays what it is.
static bool resolve_folders(char *path)
{
    char folder[PATH_MAX], name[NAME_MAX + 1];
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') path[--length] = 0;
    char *slash = strrchr(path, '/');
    if (slash == NULL || strlen(slash + 1) > NAME_MAX) return false;
    strcpy(name, slash + 1);
    *slash = 0;
    if (realpath(path[0] == 0 ? "/" : path, folder) == NULL) return false;
    return snprintf(path, PATH_MAX, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name) < PATH_MAX;
}

static void put_path(const char *path)
{
    fputc('\t', out);
    for (; *path != 0; path++) fputc(*path == '\t' || *path == '\n' ? '?' : *path, out);
}

static void put(const char *call, const struct stat *status, long long offset, const void *data, size_t length,
    const char *program, const char *path, const char *source)
{
    fprintf(out, "%s\t%llu\t%lld\t%zu\t%o\t%s", call, status == NULL ? 0ULL : (unsigned long long)status->st_ino,
        offset, length, status == NULL ? 0 : status->st_mode & MODE_MASK, program);
    put_path(path);
    put_path(source);
    fputc('\n', out);
    // Whoever waits for an answer of a traced program then finds here what was done before it.
    if ((length > 0 && fwrite(data, 1, length, out) != length) || fflush(out) != 0) exit(FAILURE);
}

static bool status_of_descriptor(int descriptor, struct stat *status)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/fd/%d", now.id, descriptor);
    return stat(link, status) == 0;
}

static long long read_position(int descriptor)
{
    char path[64], line[128];
    long long position = -1;
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", now.id, descriptor);
    FILE *file = fopen(path, "re");
    if (file == NULL) return -1;
    if (fgets(line, sizeof line, file) != NULL) sscanf(line, "pos: %lld", &position);
    fclose(file);
    return position;
}

// Where the bytes lie that a call has just written.
static long long written_at(long long count)
{
    struct iovec here, there;
    long long after = -1;
    switch (now.regs.orig_rax) {
    case SYS_pwrite64: case SYS_pwritev: case SYS_pwritev2:
        return (long long)argument(&now.regs, 3);
    case SYS_copy_file_range:
        if (argument(&now.regs, 3) == 0) break;
        here = (struct iovec){&after, sizeof after};
        there = (struct iovec){(void *)argument(&now.regs, 3), sizeof after};
        return process_vm_readv(now.id, &here, 1, &there, 1, 0) == sizeof after ? after - count : -1;
    }
    after = read_position(now.call.descriptor);
    return after < 0 ? -1 : after - count;
}

// The data are read from the file: it has them now, whichever call it was.
static void put_write(const struct task *task, const char *path, long long offset, long long count)
{
    char link[64];
    struct stat status;
    snprintf(link, sizeof link, "/proc/%d/fd/%d", now.id, now.call.descriptor);
    int file = open(link, O_RDONLY | O_CLOEXEC);
    char *data = malloc((size_t)count);
    if (file < 0 || data == NULL || offset < 0 || fstat(file, &status) != 0
        || pread(file, data, (size_t)count, offset) != count) {
        fprintf(stderr, "crashpoint: what was written to %s cannot be read\n", path);
        exit(FAILURE);
    }
    put("write", &status, offset, data, (size_t)count, program_name(task->program), path, "");
    free(data);
    close(file);
}

static int open_flags(void)
{
    switch (now.regs.orig_rax) {
    case SYS_open: return (int)argument(&now.regs, 1);
    case SYS_openat: return (int)argument(&now.regs, 2);
    default: return O_CREAT | O_TRUNC;
    }
}

static void put_open(const struct task *task, int descriptor)
{
    char link[64], path[PATH_MAX];
    struct stat status;
    snprintf(link, sizeof link, "/proc/%d/fd/%d", now.id, descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || stat(link, &status) != 0 || !S_ISREG(status.st_mode)) return;
    path[length] = 0;
    const char *below = below_root(path);
    if (below == NULL) return;
    const char *program = program_name(task->program);
    if (!now.existed) put("create", &status, 0, NULL, 0, program, below, "");
    else if (open_flags() & O_TRUNC) put("size", &status, 0, NULL, 0, program, below, "");
}

static void put_symlink(const struct task *task, const char *path)
{
    char target[PATH_MAX];
    struct stat status;
    ssize_t length = readlink(now.call.path, target, sizeof target);
    if (length >= 0 && lstat(now.call.path, &status) == 0)
        put("symlink", &status, 0, target, (size_t)length, program_name(task->program), path, "");
}

static void put_done(const struct task *task, long long result)
{
    const char *name = now.call.name, *program = program_name(task->program), *source = below_root(now.call.source);
    const char *path = below_root(now.call.path);
    struct stat status;
    if (strcmp(name, "open") == 0) {
        put_open(task, (int)result);
        return;
    }
    if (path == NULL) return;
    bool has_status = now.call.descriptor >= 0
        ? status_of_descriptor(now.call.descriptor, &status)
        : (strcmp(name, "chmod") == 0 || strcmp(name, "truncate") == 0 ? stat : lstat)(now.call.path, &status) == 0;
    if (strcmp(name, "unlink") == 0 || strcmp(name, "rmdir") == 0)
        put("unlink", NULL, 0, NULL, 0, program, path, "");
    else if (!has_status) return;
    else if (strcmp(name, "write") == 0) {
        if (result > 0 && S_ISREG(status.st_mode)) put_write(task, path, written_at(result), result);
    } else if (strcmp(name, "truncate") == 0 || strcmp(name, "allocate") == 0)
        put("size", &status, status.st_size, NULL, 0, program, path, "");
    else if (strcmp(name, "rename") == 0) {
        bool is_exchange = now.regs.orig_rax == SYS_renameat2 && (argument(&now.regs, 4) & RENAME_EXCHANGE);
        put(is_exchange ? "exchange" : "rename", &status, 0, NULL, 0, program, path, source == NULL ? "?" : source);
    } else if (strcmp(name, "link") == 0) put("link", &status, 0, NULL, 0, program, path, source == NULL ? "?" : source);
    else if (strcmp(name, "symlink") == 0) put_symlink(task, path);
    else if (strcmp(name, "chmod") == 0) put("mode", &status, 0, NULL, 0, program, path, "");
    else if (strcmp(name, "mkdir") == 0 || strncmp(name, "flush", 5) == 0)
        put(name, &status, 0, NULL, 0, program, path, "");
}

int record_begin(struct task *task)
{
    struct stat status;
    if (now.id != 0 || is_closing) {
        if (held_count == HELD_MAX) exit(FAILURE);
        held[held_count++] = task->id;
        return -1;
    }
    if (ptrace(PTRACE_GETREGS, task->id, NULL, &now.regs) != 0) return PTRACE_CONT;
    if (!read_call(task->id, &now.regs, &now.call)) return PTRACE_CONT;
    if (now.call.descriptor < 0 && !resolve_folders(now.call.path)) return PTRACE_CONT;
    if (now.call.source[0] != 0 && !resolve_folders(now.call.source)) return PTRACE_CONT;
    if (below_root(now.call.path) == NULL && below_root(now.call.source) == NULL) return PTRACE_CONT;
    now.existed = stat(now.call.path, &status) == 0;
    now.id = task->id;
    return PTRACE_SYSCALL;
}

void record_end(const struct task *task)
{
    struct user_regs_struct regs;
    if (task->id != now.id) return;
    if (ptrace(PTRACE_GETREGS, task->id, NULL, &regs) == 0 && (long long)regs.rax >= 0)
        put_done(task, (long long)regs.rax);
    now.id = 0;
}

void record_gone(pid_t id)
{
    if (now.id == id) now.id = 0;
    for (int i = 0; i < held_count; i++) {
        if (held[i] != id) continue;
        memmove(held + i, held + i + 1, (size_t)(--held_count - i) * sizeof *held);
        return;
    }
}

struct task *record_next(void)
{
    if (now.id != 0 || held_count == 0 || is_closing) return NULL;
    pid_t id = held[0];
    record_gone(id);
    return task_of(id);
}

void record_executed(const struct task *task)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/%d/exe", task->group);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || out == NULL) return;
    path[length] = 0;
    if (below_root(path) != NULL) put("exec", NULL, 0, NULL, 0, program_name(task->program), below_root(path), "");
}

void record_ended(void) { put("ended", NULL, 0, NULL, 0, "other", "", ""); }

bool record_is_busy(void) { return now.id != 0; }

void record_close(void)
{
    is_closing = true;
    if (out != NULL && fclose(out) != 0) exit(FAILURE);
    out = NULL;
}
