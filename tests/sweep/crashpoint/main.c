// crashpoint: runs a program and everything that it starts, and kills halves of the suite, or the server, at a
// chosen file-changing system call.
//
//   crashpoint --root DIR --log FILE [--kill caller|other|both --when before|after --at KEY --nth N]
//              -- PROGRAM ARGUMENT...
//   crashpoint --root DIR --log FILE --record FILE -- PROGRAM ARGUMENT...
//
// It counts from SIGUSR1 on. Without --kill it writes "point PROGRAM CALL PATH" for each call; with it,
// "killed PID..." once the N-th call of that key was reached, and kills no more; "ended PID by SIGNAL"
// tells of every other death by a signal. SIGTERM ends it, and with it the whole tree. With --record it
// kills nobody: from the first call on it writes down what every program changes below DIR (record.c).
//
// Why C: the filter must be installed between fork and exec, where no managed code can run, and ptrace
// wants one thread that does nothing but wait.
#define _GNU_SOURCE
#include "crashpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USAGE = 64, FAILURE = 70, KEY_MAX = PATH_MAX + 32 };

enum target { NOBODY, CALLER, OTHER_HALF, BOTH };

static struct {
    const char *root;
    enum target target;
    bool is_after;
    const char *key;
    long nth;
    int log;
    const char *record;
} options;

static pid_t first_child;

static volatile sig_atomic_t is_armed, is_ending;
static long reached;
static bool is_done;

static void on_signal(int signal)
{
    if (signal == SIGUSR1) is_armed = 1;
    else is_ending = 1;
}

static void say(const char *format, ...)
{
    char line[KEY_MAX + 64];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof line - 2) length = sizeof line - 2;
    line[length++] = '\n';
    if (write(options.log, line, (size_t)length) != length) exit(FAILURE);
}

static void kill_chosen(const struct task *caller)
{
    enum { GROUPS_MAX = 8 };
    pid_t groups[2 * GROUPS_MAX];
    int count = 0;
    // The other half first: the caller stands still and cannot see it.
    if (options.target != CALLER)
        count = processes_of_half(other_half(caller->program), groups, GROUPS_MAX);
    if (options.target != OTHER_HALF) groups[count++] = caller->group;
    char pids[256] = "";
    for (int i = 0; i < count; i++) {
        kill(groups[i], SIGKILL);
        snprintf(pids + strlen(pids), sizeof pids - strlen(pids), " %d", groups[i]);
    }
    is_done = true;
    say("killed%s", pids);
}

// A call that changes files is about to run. Returns how the task goes on.
static int on_call(struct task *task)
{
    struct user_regs_struct regs;
    struct call call;
    char key[KEY_MAX], named[KEY_MAX + 16];
    if (options.record != NULL) return record_begin(task);
    if (!is_armed || is_done || task->program == OTHER) return PTRACE_CONT;
    if (ptrace(PTRACE_GETREGS, task->id, NULL, &regs) != 0) return PTRACE_CONT;
    if (!read_call(task->id, &regs, &call) || !call_key(&call, options.root, key, sizeof key))
        return PTRACE_CONT;
    snprintf(named, sizeof named, "%s %s", program_name(task->program), key);
    if (options.target == NOBODY) {
        say("point %s", named);
        return PTRACE_CONT;
    }
    if (strcmp(named, options.key) != 0 || ++reached != options.nth) return PTRACE_CONT;
    if (options.is_after) {
        task->awaits_end = true;
        return PTRACE_SYSCALL;
    }
    kill_chosen(task);
    return PTRACE_CONT;
}

// Lets tasks run that were held while another one's call was recorded.
static void resume_held(void)
{
    struct task *task;
    while ((task = record_next()) != NULL) {
        int how = record_begin(task);
        if (how >= 0 && ptrace(how, task->id, NULL, 0L) != 0) record_gone(task->id);
    }
}

static void on_stop(pid_t id, int status)
{
    struct task *task = task_of(id);
    int how = PTRACE_CONT;
    long delivered = 0;
    int signal = WSTOPSIG(status), event = status >> 16;
    if (task == NULL) exit(FAILURE);
    if (event == PTRACE_EVENT_SECCOMP) how = on_call(task);
    else if (event == PTRACE_EVENT_EXEC) {
        task_executed(task);
        if (options.record != NULL) record_executed(task);
    }
    else if (event == PTRACE_EVENT_STOP) how = signal == SIGTRAP ? PTRACE_CONT : PTRACE_LISTEN;
    else if (signal == (SIGTRAP | 0x80)) {
        if (options.record != NULL) record_end(task);
        else if (task->awaits_end) kill_chosen(task);
        task->awaits_end = false;
    } else if (event == 0) delivered = signal;
    // A task that was killed meanwhile cannot be resumed, and need not be.
    if (how >= 0) ptrace(how, id, NULL, delivered);
    if (options.record != NULL) resume_held();
}

static void on_end(pid_t id, int status)
{
    // Not by the kill of this program: what ended it is half of an explanation.
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
        say("ended %d by %s", id, strsignal(WTERMSIG(status)));
    task_ended(id);
    if (options.record == NULL) return;
    record_gone(id);
    if (id == first_child) record_ended();
    resume_held();
}

static int watch(void)
{
    while (!is_ending || record_is_busy()) {
        int status;
        pid_t id = waitpid(-1, &status, __WALL);
        if (id < 0 && errno == EINTR) continue;
        // Nobody is left; who asked for this tree is to look at what is there before it ends this one.
        if (id < 0 && is_ending) break;
        if (id < 0) pause();
        else if (WIFSTOPPED(status)) on_stop(id, status);
        else on_end(id, status);
    }
    record_close();
    return 0;
}

static pid_t start(char **command)
{
    int gate[2];
    if (pipe2(gate, O_CLOEXEC) != 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        char go;
        // Not before the tracer has it: without one a filtered call fails.
        if (read(gate[0], &go, 1) != 1 || install_filter(options.record != NULL) != 0) _exit(FAILURE);
        execv(command[0], command);
        _exit(127);
    }
    if (child < 0) return -1;
    long follow = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
        | PTRACE_O_TRACECLONE | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SEIZE, child, NULL, follow) != 0) return -1;
    if (write(gate[1], "", 1) != 1) return -1;
    close(gate[0]);
    close(gate[1]);
    return child;
}

static bool take_option(const char *name, const char *value)
{
    if (strcmp(name, "--root") == 0) options.root = value;
    else if (strcmp(name, "--at") == 0) options.key = value;
    else if (strcmp(name, "--nth") == 0) options.nth = strtol(value, NULL, 10);
    else if (strcmp(name, "--when") == 0) options.is_after = strcmp(value, "after") == 0;
    else if (strcmp(name, "--record") == 0) options.record = value;
    else if (strcmp(name, "--log") == 0)
        options.log = open(value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    else if (strcmp(name, "--kill") == 0)
        options.target = strcmp(value, "caller") == 0 ? CALLER : strcmp(value, "other") == 0 ? OTHER_HALF : BOTH;
    else return false;
    return true;
}

int main(int count, char **words)
{
    options.log = -1;
    int i = 1;
    while (i + 1 < count && strcmp(words[i], "--") != 0) {
        if (!take_option(words[i], words[i + 1])) return USAGE;
        i += 2;
    }
    bool is_whole = options.target == NOBODY || (options.key != NULL && options.nth > 0);
    if (i + 1 >= count || options.root == NULL || options.log < 0 || !is_whole) {
        fprintf(stderr, "crashpoint: see the head of main.c for its arguments\n");
        return USAGE;
    }
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (options.record != NULL && record_open(options.record, options.root) != 0) {
        fprintf(stderr, "crashpoint: %s cannot be written: %s\n", options.record, strerror(errno));
        return FAILURE;
    }
    first_child = start(words + i + 1);
    if (first_child < 0) {
        fprintf(stderr, "crashpoint: %s cannot be traced: %s\n", words[i + 1], strerror(errno));
        return FAILURE;
    }
    return watch();
}
