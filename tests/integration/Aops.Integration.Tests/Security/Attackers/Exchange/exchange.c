// Plays the user of a sub-agent: fills a folder with folders and links to a target, and exchanges each folder with its
// link for ever, as long as the kernel lets it. Says "ready" once the first round is done.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES = 3000, FILES = 4 };

static void make(int top, const char *target)
{
    char name[64];
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "d%d", i);
        mkdirat(top, name, 0755);
        for (int j = 0; j < FILES; j++) {
            snprintf(name, sizeof name, "d%d/f%d", i, j);
            int file = openat(top, name, O_CREAT | O_WRONLY, 0644);
            if (file >= 0) close(file);
        }
        snprintf(name, sizeof name, "l%d", i);
        if (symlinkat(target, top, name) != 0 && errno != EEXIST) exit(2);
    }
}

int main(int count, char **arguments)
{
    if (count != 3) return 64;
    int top = open(arguments[1], O_RDONLY | O_DIRECTORY);
    if (top < 0) return 1;
    make(top, arguments[2]);
    for (int round = 0;; round++) {
        for (int i = 0; i < NAMES; i++) {
            char folder[16], link[16];
            snprintf(folder, sizeof folder, "d%d", i);
            snprintf(link, sizeof link, "l%d", i);
            renameat2(top, folder, top, link, RENAME_EXCHANGE);
        }
        if (round == 0) {
            puts("ready");
            fflush(stdout);
        }
    }
}
