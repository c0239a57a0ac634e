// Parts of crashpoint: see main.c for what it does.
#ifndef CRASHPOINT_H
#define CRASHPOINT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/user.h>

// filter.c -----------------------------------------------------------------------------------

// Asks the kernel to stop this process, and all that it starts, at the calls that change files.
// has_flushes: at fsync(2) and its like, too. Returns 0, or -1 with errno.
int install_filter(bool has_flushes);

// calls.c ------------------------------------------------------------------------------------

struct call {
    const char *name;          // "rename"
    char path[PATH_MAX];       // absolute; of a rename or link the new name
    char source[PATH_MAX];     // of a rename or link the old name, else empty
    int descriptor;            // of a call that has no path, else -1
};

// The index-th argument of a stopped call.
unsigned long long argument(const struct user_regs_struct *regs, int index);

// Reads what a task that stopped at the filter is about to do. False: it changes no file.
bool read_call(pid_t task, const struct user_regs_struct *regs, struct call *call);

// Writes "rename var/lib/aops/journal.json": the path below root, with what differs from run to run
// (process ids, random names) as '#'. False: it is not below root.
bool call_key(const struct call *call, const char *root, char *key, size_t size);

// record.c -----------------------------------------------------------------------------------

// Begins to record what changes below root. Returns 0, or -1 with errno.
int record_open(const char *file, const char *root);

struct task;

// A call is about to run. Returns how the task goes on, or -1: it is held until another call has ended.
int record_begin(struct task *task);

// The call of a task has ended.
void record_end(const struct task *task);

// A task is gone, whatever it was about to do.
void record_gone(pid_t id);

// A process has become another program; the program that the recording began with has ended.
void record_executed(const struct task *task);
void record_ended(void);

// A task that was held and may run its call now; NULL if there is none, or a call runs.
struct task *record_next(void);

// Whether a call runs; nothing is begun any more after record_close.
bool record_is_busy(void);
void record_close(void);

// tasks.c ------------------------------------------------------------------------------------

enum program { OTHER, SPM, SPA, LAUNCH_SPM, LAUNCH_SPA, SERVER };

struct task {
    pid_t id;                  // thread
    pid_t group;               // process
    enum program program;      // of the process, as of its last exec
    bool awaits_end;           // runs the call after which it is killed
};

// A task; made on the first call. NULL if there are too many.
struct task *task_of(pid_t id);
void task_ended(pid_t id);

// A process has become another program: reads which.
void task_executed(struct task *task);

const char *program_name(enum program program);

// Processes that are, or are about to become, the half of a program. Returns how many.
int processes_of_half(enum program program, pid_t *groups, int max);
enum program other_half(enum program program);

#endif
