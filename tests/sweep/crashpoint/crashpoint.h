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
// Returns 0, or -1 with errno.
int install_filter(void);

// calls.c ------------------------------------------------------------------------------------

struct call {
    const char *name;          // "rename"
    char path[PATH_MAX];       // absolute; of a rename or link the new name
};

// Reads what a task that stopped at the filter is about to do. False: it changes no file.
bool read_call(pid_t task, const struct user_regs_struct *regs, struct call *call);

// Writes "rename var/lib/aops/journal.json": the path below root, with what differs from run to run
// (process ids, random names) as '#'. False: it is not below root.
bool call_key(const struct call *call, const char *root, char *key, size_t size);

// tasks.c ------------------------------------------------------------------------------------

enum program { OTHER, SPM, SPA, LAUNCH_SPM, LAUNCH_SPA };

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
