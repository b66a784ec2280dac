/* A plugin that behaves, or, compiled with -D, breaks one of its promises. Each is what a check of `verify` has to find. */
#define _GNU_SOURCE
#include "followback_plugin.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fb_instance {
    const fb_host *host;
    int batches;
    const fb_str *kept;
    const char *config;
    const char *before;
    int64_t cached;
};

static const fb_field in_bio = FB_FIELD("bio", "a text", FB_STR, 0);
static const fb_field in_followers = FB_FIELD("account.followers", "a number", FB_I64, FB_FIELD_OPTIONAL);
static const fb_field *const inputs[] = { &in_bio, &in_followers };

enum { LENGTH, WORD, LONG };
#ifdef NO_DOC
static const fb_field f_length = FB_FIELD("length", "", FB_I64, 0);
#else
static const fb_field f_length = FB_FIELD("length", "bytes", FB_I64, 0);
#endif
static const fb_field f_word = FB_FIELD("word", "the text", FB_STR, 0);
static const fb_field f_long = FB_FIELD("long", "is long", FB_BOOL, 0);
static const fb_field f_more = FB_FIELD("more", "in no manifest", FB_BOOL, 0);
static const fb_field *const facts[] = { &f_length, &f_word, &f_long, &f_more };
#ifdef EXTRA_FACT
#define N_FACTS 4
#else
#define N_FACTS 3
#endif
#ifdef BAD_THREADS
#define THREADS 7
#elif defined(ONE_THREAD)
#define THREADS FB_THREADS_ONE
#else
#define THREADS FB_THREADS_PER_INSTANCE
#endif
#ifdef BAD_SCHEMA
#define SCHEMA FB_STR_INIT("{\"type\": ")
#else
#define SCHEMA { NULL, 0 }
#endif

#ifdef CRASH_IN_CONSTRUCTOR
__attribute__((constructor)) static void at_load(void) { *(volatile int *)8 = 1; }
#endif

static int opened;
static char scratch[1 << 20];
static __thread int is_opener;

static fb_status open_(const fb_host *host, fb_str config, fb_instance **out) {
#ifdef ONCE
    if (opened++) {
        static const fb_str why = FB_STR_INIT("I am open already");
        host->fail(host->ctx, NULL, why);
        return FB_ERR;
    }
#endif
#ifdef CRASH_ON_ODD_CONFIG
    if (config.len < 2 || config.ptr[0] != '{') abort();
#endif
    fb_instance *instance = calloc(1, sizeof *instance);
    instance->host = host;
    instance->config = config.ptr;
    is_opener = 1;
    opened++;
    *out = instance;
#ifdef LEAK_FD
    if (open("/dev/null", O_RDONLY) < 0) return FB_ERR;
#endif
#ifdef CHDIR
    if (chdir("/usr")) return FB_ERR;
#endif
#ifdef SETENV
    setenv("FOLLOWBACK_PROBE", "was here", 1);
#endif
#ifdef LOCALE
    setlocale(LC_ALL, "C.UTF-8");
#endif
#ifdef SIGNAL
    signal(SIGUSR1, SIG_IGN);
#endif
    return FB_OK;
}

static void close_(fb_instance *instance) {
#ifdef CRASH_IN_CLOSE
    *(volatile int *)8 = 1;
#endif
    free(instance);
}

static fb_status eval(fb_instance *instance, fb_batch *batch) {
    const fb_host *host = instance->host;
    const fb_col *column = &batch->in[0];
    const fb_str *bios = column->values;
    volatile char sink = 0;
    (void)sink;
    instance->batches++;
#ifdef CLOSE_PIPES
    for (int fd = 0; fd < 1024; fd++) close(fd);
    for (;;) pause();
#endif
#ifdef PRINT
    printf("looking at %u rows", batch->rows);
#endif
#ifdef KEEP_POINTER
    if (instance->kept && instance->kept->len) sink = instance->kept->ptr[0];
    instance->kept = batch->rows ? bios : NULL;
#endif
#ifdef KEEP_CONFIG
    sink = instance->config[0];
#endif
#ifdef THREAD_LOCAL
    if (!is_opener) return FB_ERR;
#endif
    for (uint32_t row = 0; row < batch->rows; row++) {
        fb_str text = bios[row];
        if (column->valid && !column->valid[row]) continue;
        host->progress(host->ctx, batch->call, row);
#ifdef CRASH_ON_EMPTY
        if (text.len == 0) abort();
#endif
#ifdef ERROR_ON_NUL
        if (memchr(text.ptr, 0, text.len)) return FB_ERR;
#endif
#ifdef LEAVE_AND_STOP
    pid_t child = fork();
    if (child == 0) _exit(0);
    setpgid(child, child);
    if (setpgid(0, child)) abort();
    kill(getpid(), SIGSTOP);
#endif
#ifdef HANG_ON_LONG
        if (text.len > 100000) for (;;) pause();
#endif
#ifdef PANIC_ON_DOT
        if (text.len == 1 && text.ptr[0] == '.') {
            static const fb_str why = FB_STR_INIT("panicked at lib.rs:1:1: index out of bounds");
            host->fail_row(host->ctx, batch->call, row, why);
        }
#endif
#ifdef OVERREAD
        sink = text.ptr[text.len];
#endif
#ifdef WRITE_INPUT
        if (text.len) ((char *)text.ptr)[0] = 'x';
#endif
#ifdef LEAK
        memset(malloc(512), 1, 512);
#endif
        int64_t length = (int64_t)text.len;
#ifdef COUNTER
        length += instance->batches;
#endif
#ifdef NEIGHBOR
        length += row ? (int64_t)bios[row - 1].len : 0;
#endif
#ifdef SUBSET
        length += batch->n_out;
#endif
#ifdef PER_PROCESS
        length += getpid();
#endif
#ifdef NEGATIVE
        length = -1;
#endif
#ifdef CACHE_BY_ADDRESS
        if (row == 0) {
            if (text.ptr != instance->before) instance->cached = text.len ? text.ptr[0] : 0;
            instance->before = text.ptr;
            length = instance->cached;
        }
#endif
        for (uint32_t i = 0; i < batch->n_out; i++) {
            fb_out *out = &batch->out[i];
            out->valid[row] = 1;
            if (out->fact == LENGTH) ((int64_t *)out->values)[row] = length;
            if (out->fact == LONG) ((uint8_t *)out->values)[row] = text.len > 20;
#ifdef BOOL_TWO
            if (out->fact == LONG) ((uint8_t *)out->values)[row] = 2;
#endif
            if (out->fact == WORD) {
                const char *from = text.ptr;
#ifdef STATIC_SCRATCH
                if (text.len) memcpy(scratch, text.ptr, text.len);
                usleep(200);
                from = scratch;
#endif
                fb_str copy = { host->alloc(host->ctx, batch->call, text.len ? text.len : 1, 1), text.len };
                if (text.len) memcpy((char *)copy.ptr, from, text.len);
                ((fb_str *)out->values)[row] = copy;
            }
#ifdef NEVER
            if (out->fact == LONG) out->valid[row] = 0;
#endif
#ifdef WRITE_PAST
            out->valid[batch->rows] = 1;
#endif
        }
    }
    (void)scratch;
    return FB_OK;
}

static fb_plugin plugin = {
    FB_HEADER_INIT(fb_plugin), FB_STR_INIT("unruly"), FB_STR_INIT("1.0.0"), FB_STR_INIT("MIT"), FB_STR_INIT("For tests."),
    THREADS, 0, 2, N_FACTS, inputs, facts, SCHEMA, open_, eval, close_, NULL
};

FB_EXPORT const fb_plugin *followback_plugin(uint32_t host_abi_major) {
    (void)host_abi_major;
#ifdef SECOND_TABLE
    static int asked;
    if (asked++) plugin.n_facts = 2;
#endif
    return &plugin;
}
