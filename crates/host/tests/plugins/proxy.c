/* Stands between a host and its child process, passes their frames on, and does something to one of them.
 *
 * proxy CHILD WHAT N COUNTER: the N-th point at which something could be done, counted over all runs in the file COUNTER.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *what, *counter;
static int wanted, child;

struct frame { unsigned char *bytes; size_t size; };

static void put(int fd, const void *bytes, size_t size) {
    const char *at = bytes;
    while (size > 0) {
        ssize_t n = write(fd, at, size);
        if (n <= 0) _exit(0);
        at += n, size -= (size_t)n;
    }
}

static void get(int fd, unsigned char *to, size_t size) {
    while (size > 0) {
        ssize_t n = read(fd, to, size);
        if (n <= 0) {
            /* The other side is gone: end as the child did. */
            int status = 0;
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            if (WIFSIGNALED(status)) raise(WTERMSIG(status));
            _exit(WEXITSTATUS(status));
        }
        to += n, size -= (size_t)n;
    }
}

static struct frame next(int fd) {
    unsigned char header[16];
    get(fd, header, sizeof header);
    uint32_t len;
    memcpy(&len, header, 4);
    struct frame frame = { malloc(16 + (size_t)len + 1), 16 + (size_t)len };
    memcpy(frame.bytes, header, 16);
    get(fd, frame.bytes + 16, len);
    return frame;
}

/* Whether this is the point. */
static int is_it(void) {
    /* A byte for each point: written as a whole or not at all, whenever this process is ended. */
    int file = open(counter, O_WRONLY | O_APPEND | O_CREAT, 0600);
    off_t n = lseek(file, 0, SEEK_END);
    put(file, "x", 1);
    close(file);
    return n == wanted;
}

static void maybe_kill(void) {
    if (strcmp(what, "kill") != 0 || !is_it()) return;
    kill(child, SIGKILL);
    raise(SIGKILL);
}

/* Does something to an answer. */
static void answer(struct frame frame) {
    if (strcmp(what, "kill") == 0 || !is_it()) { put(1, frame.bytes, frame.size); return; }
    if (!strcmp(what, "garbage")) { memset(frame.bytes, 0xEE, frame.size); put(1, frame.bytes, frame.size); }
    if (!strcmp(what, "short")) { put(1, frame.bytes, frame.size / 2); _exit(0); }
    if (!strcmp(what, "header")) { put(1, frame.bytes, 5); _exit(0); }
    if (!strcmp(what, "huge")) { memset(frame.bytes, 0xFF, 4); put(1, frame.bytes, frame.size); }
    if (!strcmp(what, "request")) { frame.bytes[8] ^= 0x55; put(1, frame.bytes, frame.size); }
    if (!strcmp(what, "kind")) { frame.bytes[4] = 3; put(1, frame.bytes, frame.size); }
    if (!strcmp(what, "version")) { frame.bytes[5] = 9; put(1, frame.bytes, frame.size); }
    if (!strcmp(what, "offsets")) { memset(frame.bytes + 16, 0xFF, frame.size - 16); put(1, frame.bytes, frame.size); }
    if (!strcmp(what, "tail")) { uint32_t len = (uint32_t)frame.size - 15; memcpy(frame.bytes, &len, 4); frame.bytes[frame.size] = 1; put(1, frame.bytes, frame.size + 1); }
    if (!strcmp(what, "twice")) { put(1, frame.bytes, frame.size); put(1, frame.bytes, frame.size); }
    if (!strcmp(what, "flood")) {
        char line[1024];
        memset(line, 'x', sizeof line);
        for (int i = 0; i < 20 << 10; i++) put(2, line, sizeof line);
        put(1, frame.bytes, frame.size);
    }
}

int main(int argc, char **argv) {
    int down[2], up[2];
    if (argc != 5 || pipe(down) || pipe(up)) return 99;
    what = argv[2], wanted = atoi(argv[3]), counter = argv[4];
    child = fork();
    if (child == 0) {
        dup2(down[0], 0), dup2(up[1], 1);
        close(down[0]), close(down[1]), close(up[0]), close(up[1]);
        execl(argv[1], argv[1], (char *)NULL);
        _exit(98);
    }
    close(down[0]), close(up[1]);
    for (;;) {
        struct frame frame = next(0);
        maybe_kill();
        put(down[1], frame.bytes, frame.size);
        free(frame.bytes);
        maybe_kill();
        frame = next(up[0]);
        maybe_kill();
        answer(frame);
        free(frame.bytes);
        maybe_kill();
    }
}
