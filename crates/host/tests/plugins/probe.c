/* A plugin for tests: it measures texts, and does what a text asks for. Compiled with -D to misbehave before that. */
#define _GNU_SOURCE
#include "followback_plugin.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

struct fb_instance {
    const fb_host *host;
    int batches;
    int inside;
};

#ifdef POSTS
#define TEXT "text"
#else
#define TEXT "bio"
#endif
#ifndef MORE
#define MORE 0
#endif
#ifdef GO_INSIDE
/* By this libraries of Go are known. */
__attribute__((used)) static const char go[] = "\xff Go buildinf:";
#endif
#ifndef THREADS
#define THREADS FB_THREADS_PER_INSTANCE
#endif
/* How many calls are under way, of all instances. */
static atomic_int calls;

static const fb_field in_bio = { FB_HEADER_INIT(fb_field), FB_STR_INIT(TEXT), FB_STR_INIT("a text"), FB_STR, 0 };
static const fb_field in_followers = { FB_HEADER_INIT(fb_field), FB_STR_INIT("account.followers"), FB_STR_INIT("a number"),
                                       FB_I64, FB_FIELD_OPTIONAL };
static const fb_field *const inputs[] = { &in_bio, &in_followers };

enum { LENGTH, SHARE, WORD, LONG, WORDS, N_FACTS };
static const fb_field f_length = { FB_HEADER_INIT(fb_field), FB_STR_INIT("length"), FB_STR_INIT("bytes"), FB_I64, 0 };
static const fb_field f_share = { FB_HEADER_INIT(fb_field), FB_STR_INIT("share"), FB_STR_INIT("a share"), FB_F64, 0 };
static const fb_field f_word = { FB_HEADER_INIT(fb_field), FB_STR_INIT("word"), FB_STR_INIT("the text"), FB_STR, 0 };
static const fb_field f_long = { FB_HEADER_INIT(fb_field), FB_STR_INIT("long"), FB_STR_INIT("is long"), FB_BOOL, 0 };
static const fb_field f_words = { FB_HEADER_INIT(fb_field), FB_STR_INIT("words"), FB_STR_INIT("first and last byte"),
                                  FB_LIST | FB_STR, 0 };
static const fb_field *const facts[] = { &f_length, &f_share, &f_word, &f_long, &f_words };

#ifdef CRASH_IN_CONSTRUCTOR
__attribute__((constructor)) static void at_load(void) { *(volatile int *)8 = 1; }
#endif
#ifdef HANG_IN_CONSTRUCTOR
__attribute__((constructor)) static void at_load(void) { for (;;) pause(); }
#endif
#ifdef MARK_IN_CONSTRUCTOR
__attribute__((constructor)) static void at_load(void) { fclose(fopen(MARK_IN_CONSTRUCTOR, "w")); }
#endif

static fb_str literal(const char *text) {
    fb_str s = { text, strlen(text) };
    return s;
}

static fb_status open_(const fb_host *host, fb_str config, fb_instance **out) {
    (void)config;
#ifdef REFUSE_TO_OPEN
    host->fail(host->ctx, NULL, literal("no licence file"));
    return FB_ERR;
#endif
#ifdef CRASH_IN_OPEN
    *(volatile int *)8 = 1;
#endif
#ifdef HANG_IN_OPEN
    for (;;) pause();
#endif
#ifdef OPEN_NOTHING
    *out = NULL;
    return FB_OK;
#endif
    fb_instance *instance = malloc(sizeof *instance);
    instance->host = host;
    instance->batches = 0;
    instance->inside = 0;
    *out = instance;
    return FB_OK;
}

static void close_(fb_instance *instance) {
#ifdef MARK_IN_CLOSE
    /* It still has its folder. */
    FILE *own = fopen("own", "w");
    if (own) { fclose(own); remove("own"); fclose(fopen(MARK_IN_CLOSE, "w")); }
#endif
#ifdef HANG_IN_CLOSE
    for (;;) pause();
#endif
#ifdef CRASH_IN_CLOSE
    *(volatile int *)8 = 1;
#endif
    free(instance);
}

static void *copy(const fb_host *host, fb_batch *batch, const void *from, size_t size) {
    void *to = host->alloc(host->ctx, batch->call, size ? size : 1, 8);
    if (to && size) memcpy(to, from, size);
    return to;
}

static int deep(volatile char *above) {
    volatile char here[4096];
    here[0] = above[0];
    if (here[0] == 1) return 0;
    return deep(here) + here[0];
}

static void *spin(void *unused) {
    (void)unused;
    for (;;) usleep(1000);
    return NULL;
}

__attribute__((unused)) static void gone(void *unused) { (void)unused; }

/* What a text can ask for. Returns a status to end the batch with, or FB_OK. */
__attribute__((unused)) static fb_status misbehave(fb_instance *instance, fb_batch *batch, uint32_t row, const char *what) {
    const fb_host *host = instance->host;
#define ASKED(name) (strcmp(what, name) == 0)
    if (ASKED("segfault")) *(volatile int *)8 = 1;
    if (ASKED("abort")) abort();
    if (ASKED("exit 0")) exit(0);
    if (ASKED("exit 7")) _exit(7);
    if (ASKED("kill")) kill(getpid(), SIGKILL);
    if (ASKED("overflow")) { volatile char c = 0; deep(&c); }
    if (ASKED("loop")) { signal(SIGTERM, SIG_IGN); for (volatile int i = 0;; i = !i) {} }
    if (ASKED("sleep")) for (;;) sleep(1000);
    if (ASKED("give up late")) while (!host->cancelled(host->ctx, batch->call)) usleep(1000);
    if (ASKED("give up late")) return FB_CANCELLED;
    if (ASKED("fork")) { if (fork() == 0) for (;;) pause(); _exit(9); }
    if (ASKED("leave and stop")) { pid_t child = fork(); if (child == 0) _exit(0); setpgid(child, child); if (setpgid(0, child)) abort(); kill(getpid(), SIGSTOP); }
    if (ASKED("join the host")) { if (setpgid(0, getpgid(getppid()))) abort(); for (;;) pause(); }
    if (ASKED("memory")) for (;;) { if (!malloc(64 << 20)) abort(); }
    if (ASKED("print")) for (int i = 0; i < 10 << 10; i++) { char line[1024]; memset(line, 'x', 1023); line[1023] = i % 2 ? 'y' : '\n'; fwrite(line, 1, 1024, stdout); fflush(stdout); }
    if (ASKED("print once")) { printf("hello from the plugin"); fflush(stdout); }
    if (ASKED("close pipes")) for (int fd = 0; fd < 256; fd++) close(fd);
    if (ASKED("garbage")) for (int fd = 3; fd < 64; fd++) { char junk[64]; memset(junk, 0xEE, 64); if (write(fd, junk, 64) < 0) continue; }
    if (ASKED("change folder")) { if (chdir("/tmp")) return FB_ERR; setenv("HOME", "/nowhere", 1); signal(SIGPIPE, SIG_DFL); }
    if (strncmp(what, "write ", 6) == 0) { FILE *file = fopen(what + 6, "w"); if (!file) { host->fail(host->ctx, batch->call, literal(strerror(errno))); return FB_ERR; } fclose(file); }
    if (ASKED("temporary")) { char name[256]; snprintf(name, sizeof name, "%s/XXXXXX", getenv("TMPDIR")); int fd = mkstemp(name); if (fd < 0) return FB_ERR; close(fd); }
    if (ASKED("connect")) {
        /* Nobody listens there: what counts is whether it may be tried. */
        struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(1) };
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int link = socket(AF_INET, SOCK_STREAM, 0);
        int refused = connect(link, (struct sockaddr *)&to, sizeof to) < 0 && errno == EACCES;
        close(link);
        if (refused) return FB_ERR;
    }
    if (ASKED("leak")) { char *lost = malloc(8 << 20); if (!lost) abort(); memset(lost, 1, 8 << 20); }
    if (ASKED("thread-local")) { pthread_key_t key; pthread_key_create(&key, gone); pthread_setspecific(key, &calls); }
    if (ASKED("thread")) { pthread_t t; pthread_create(&t, NULL, spin, NULL); }
    if (ASKED("descriptors")) { int held = 0; while (held < 1000 && dup(2) >= 0) held++; if (held == 1000) return FB_ERR; }
    if (strncmp(what, "want ", 5) == 0 && !host->alloc(host->ctx, batch->call, (uint64_t)atoi(what + 5) << 20, 1)) host->fail_row(host->ctx, batch->call, row, literal("no memory"));
    if (ASKED("error")) return FB_ERR;
    if (ASKED("fatal")) { host->fail(host->ctx, batch->call, literal("cannot go on")); return FB_FATAL; }
    if (ASKED("status")) return 77;
    if (ASKED("fail and ok")) host->fail(host->ctx, batch->call, literal("said no, returned yes"));
    if (ASKED("fail silently")) { host->fail(host->ctx, batch->call, literal("")); return FB_ERR; }
    if (ASKED("fail row silently")) host->fail_row(host->ctx, batch->call, row, literal(" "));
    if (ASKED("fail row")) host->fail_row(host->ctx, batch->call, row, literal("not this one"));
    if (ASKED("fail no row")) host->fail_row(host->ctx, batch->call, batch->rows + 5, literal("which?"));
    if (strncmp(what, "log ", 4) == 0) { fb_str said = {what, strlen(what)}; host->log(host->ctx, FB_LOG_WARN, said); }
    if (ASKED("log")) host->log(host->ctx, FB_LOG_WARN, literal("something odd"));
    return FB_OK;
}

static fb_status eval_rows(fb_instance *instance, fb_batch *batch);

static fb_status eval(fb_instance *instance, fb_batch *batch) {
    const fb_host *host = instance->host;
    if (atomic_fetch_add(&calls, 1) > 0 && THREADS == FB_THREADS_ONE) host->fail(host->ctx, batch->call, literal("calls overlap"));
    if (instance->inside++ > 0) host->fail(host->ctx, batch->call, literal("calls of an instance overlap"));
#ifdef SLOW
    usleep(2000);
#endif
    fb_status status = eval_rows(instance, batch);
    instance->inside--;
    atomic_fetch_sub(&calls, 1);
    return status;
}

static fb_status eval_rows(fb_instance *instance, fb_batch *batch) {
    const fb_host *host = instance->host;
    const fb_str *bios = batch->in[0].values;
    const int64_t *followers = batch->in[1].values;
    for (uint32_t row = 0; row < batch->rows; row++) {
#ifdef ROW_MS
        usleep(ROW_MS * 1000);
#endif
#ifndef NO_PROGRESS
        host->progress(host->ctx, batch->call, row);
#endif
        char what[64] = "";
        if (bios[row].len < sizeof what) memcpy(what, bios[row].ptr, bios[row].len);
#ifndef OBEDIENT
        fb_status status = misbehave(instance, batch, row, what);
        if (status != FB_OK) return status;
        if (ASKED("nothing")) continue;
#endif
        for (uint32_t i = 0; i < batch->n_out; i++) {
            fb_out *out = &batch->out[i];
            out->valid[row] = 1;
            switch (out->fact) {
            case LENGTH: ((int64_t *)out->values)[row] = ASKED("huge number") ? INT64_MIN : (int64_t)bios[row].len + MORE; break;
            case SHARE:
                ((double *)out->values)[row] = ASKED("nan") ? NAN : ASKED("infinity") ? INFINITY : ASKED("out of range") ? 2.5
                    : batch->in[1].valid && !batch->in[1].valid[row] ? 0.0 : 1.0 / (double)(1 + followers[row]);
                break;
            case WORD: {
                fb_str s = { copy(host, batch, bios[row].ptr, bios[row].len), bios[row].len };
                if (ASKED("own memory")) s = literal("not from alloc");
                if (ASKED("too long")) s.len += 1 << 20;
                if (ASKED("endless")) s.len = (uint64_t)1 << 63;
                if (ASKED("invalid utf-8")) memset((char *)s.ptr, 0xFF, s.len);
                if (ASKED("input pointer")) s.ptr = bios[row].ptr;
                ((fb_str *)out->values)[row] = s;
                break;
            }
            case LONG: ((uint8_t *)out->values)[row] = ASKED("two") ? 2 : bios[row].len > 20; break;
            case WORDS: {
                fb_str two[2];
                two[0].ptr = copy(host, batch, bios[row].ptr, bios[row].len);
                two[0].len = bios[row].len && (signed char)bios[row].ptr[0] > 0 ? 1 : 0;
                two[1] = two[0];
                fb_list list = { copy(host, batch, two, sizeof two), ASKED("long list") ? 1u << 30 : 2 };
                if (ASKED("misaligned")) list.items = (const char *)list.items + 1, list.len = 1;
                ((fb_list *)out->values)[row] = list;
                break;
            }
            }
        }
    }
    instance->batches++;
    return FB_OK;
}

static
#ifdef NEWER
struct { fb_plugin table; uint64_t more[8]; } plugin = { {
#else
fb_plugin plugin = {
#endif
    {
#ifdef BAD_MAGIC
        0x1234,
#else
        FB_MAGIC,
#endif
#ifdef MAJOR
        MAJOR,
#else
        FB_ABI_MAJOR,
#endif
#ifdef NEWER
        9,
#else
        FB_ABI_MINOR,
#endif
#ifdef SIZE
        SIZE
#elif defined(NEWER)
        sizeof plugin
#else
        (uint32_t)sizeof(fb_plugin)
#endif
    },
#ifdef OTHER_ID
    FB_STR_INIT("somebody-else"),
#else
    FB_STR_INIT("probe"),
#endif
    FB_STR_INIT("1.0.0"), FB_STR_INIT("MIT"), FB_STR_INIT("For tests."),
    THREADS, 0, 2, N_FACTS, inputs, facts,
#ifdef SCHEMA
    FB_STR_INIT("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"max\":{\"type\":\"integer\",\"minimum\":1}}}"),
#else
    { NULL, 0 },
#endif
    open_, eval, close_, NULL
#ifdef NEWER
}, { 1, 2, 3, 4, 5, 6, 7, 8 } };
#else
};
#endif

#ifdef NO_ENTRY
FB_EXPORT const void *NO_ENTRY(void) { return &plugin; }
#else
FB_EXPORT const fb_plugin *followback_plugin(uint32_t host_abi_major) {
    (void)host_abi_major;
    (void)plugin;
#ifdef NO_TABLE
    return NULL;
#else
    return (const fb_plugin *)&plugin;
#endif
}
#endif
