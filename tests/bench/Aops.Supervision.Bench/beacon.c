// A child that says when its first instruction ran: "PID NANOSECONDS" as a datagram to the socket argv[1].
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    strncpy(to.sun_path, argv[1], sizeof to.sun_path - 1);
    char text[64];
    int length = snprintf(text, sizeof text, "%d %lld", getpid(), now.tv_sec * 1000000000LL + now.tv_nsec);
    int s = socket(AF_UNIX, SOCK_DGRAM, 0);
    sendto(s, text, length, 0, (struct sockaddr *)&to, sizeof to);
    close(s);
    for (;;) pause();
}
