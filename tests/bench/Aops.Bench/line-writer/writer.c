// Writes lines at a steady rate to standard output, each with the time at which it was written, in nanoseconds.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **words)
{
    if (count != 3) return 64;
    const long per_second = atol(words[1]), total = per_second * atol(words[2]);
    const long batch = per_second / 1000;
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    char text[16384];
    for (long line = 0; line < total;) {
        size_t length = 0;
        for (long i = 0; i < batch; i++, line++)
            length += (size_t)snprintf(text + length, sizeof text - length, "%lld line %ld of the program under way\n", now(), line);
        if (write(1, text, length) != (ssize_t)length) return 74;
        next.tv_nsec += 1000000;
        if (next.tv_nsec >= 1000000000) {
            next.tv_nsec -= 1000000000;
            next.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    return 0;
}
