// Who is who: the threads under trace, their processes, and which program each process runs.
#define _GNU_SOURCE
#include "crashpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TASKS_MAX = 4096 };

static struct task tasks[TASKS_MAX];
static int count;

static pid_t read_group(pid_t id)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", id);
    FILE *file = fopen(path, "re");
    pid_t group = id;
    if (file == NULL) return group;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "Tgid: %d", &group) == 1) break;
    fclose(file);
    return group;
}

struct task *task_of(pid_t id)
{
    for (int i = 0; i < count; i++)
        if (tasks[i].id == id) return &tasks[i];
    if (count == TASKS_MAX) return NULL;
    struct task *task = &tasks[count++];
    *task = (struct task){id, read_group(id), OTHER, false};
    // A thread belongs to its process; a process that was just forked is nobody until it executes.
    for (int i = 0; i < count - 1; i++)
        if (tasks[i].group == task->group) task->program = tasks[i].program;
    return task;
}

void task_ended(pid_t id)
{
    for (int i = 0; i < count; i++) {
        if (tasks[i].id != id) continue;
        tasks[i] = tasks[--count];
        return;
    }
}

static enum program identify(pid_t group)
{
    char path[64], words[512];
    snprintf(path, sizeof path, "/proc/%d/cmdline", group);
    FILE *file = fopen(path, "re");
    if (file == NULL) return OTHER;
    size_t length = fread(words, 1, sizeof words - 2, file);
    fclose(file);
    words[length] = words[length + 1] = 0;
    const char *slash = strrchr(words, '/');
    const char *name = slash == NULL ? words : slash + 1;
    const char *first = words + strlen(words) + 1;
    if (strcmp(name, "aops-launch") == 0) {
        if (strcmp(first, "spm") == 0) return LAUNCH_SPM;
        if (strcmp(first, "spa") == 0) return LAUNCH_SPA;
    }
    if (strcmp(name, "aops-server") == 0 && strcmp(first, "run") == 0) return SERVER;
    // A self-test is no half; it may be named by its path.
    if (strcmp(first, "--root") != 0) return OTHER;
    if (strcmp(name, "aops-spm") == 0) return SPM;
    if (strcmp(name, "aops-spa") == 0) return SPA;
    return OTHER;
}

void task_executed(struct task *task)
{
    task->group = read_group(task->id);
    task->program = identify(task->group);
    // Its other threads are gone, whether or not their ends were seen.
    for (int i = 0; i < count; i++)
        if (tasks[i].group == task->group) tasks[i].program = task->program;
}

const char *program_name(enum program program)
{
    static const char *const names[] = {"other", "spm", "spa", "launch-spm", "launch-spa", "server"};
    return names[program];
}

static enum program half_of(enum program program)
{
    switch (program) {
    case LAUNCH_SPM: return SPM;
    case LAUNCH_SPA: return SPA;
    default: return program;
    }
}

enum program other_half(enum program program) { return half_of(program) == SPM ? SPA : SPM; }

int processes_of_half(enum program program, pid_t *groups, int max)
{
    int found = 0;
    for (int i = 0; i < count && found < max; i++) {
        if (tasks[i].id != tasks[i].group || half_of(tasks[i].program) != half_of(program)) continue;
        groups[found++] = tasks[i].group;
    }
    return found;
}
