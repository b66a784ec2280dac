/*
 * followback_plugin.h - the interface between followback and its plugins, version 1.0.
 *
 * A plugin is a shared library that exports one function, `followback_plugin`. It returns a table that never changes:
 * who the plugin is, which facts it reads, which it supplies, and three functions. Facts move in columns: one array per
 * fact, one entry per row. A row is a profile, or a post where the manifest says `scope = "posts"`.
 *
 * What a plugin promises:
 *  - it frees what it allocated and nothing else; text that it returns lies in memory of `host->alloc`;
 *  - nothing unwinds or jumps across the interface; nothing is called after `close`;
 *  - pointers into a batch are not kept after the call returns;
 *  - it does not write to the standard output, change the working directory, the environment or the locale, install
 *    signal handlers, or end the process.
 *
 * How the interface grows: structs only get longer, at their end. Whoever reads a struct looks at `h.struct_size` first
 * (FB_HAS) and takes what is not there as zero. Whatever does not fit is an extension with a name and a version of its own.
 *
 * C99 and C++11. 64-bit little-endian targets only.
 */
#ifndef FOLLOWBACK_PLUGIN_H
#define FOLLOWBACK_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FB_ABI_MAJOR 1u
#define FB_ABI_MINOR 0u
/* The bytes "!FBPLUGN" in memory. */
#define FB_MAGIC 0x4E47554C50424621ull

/* Whether a struct is long enough to have a field, and the field is set. */
#define FB_HAS(p, T, f) ((p)->h.struct_size >= offsetof(T, f) + sizeof((p)->f) && (p)->f)

/* A string literal as fb_str, in initializers. */
#define FB_STR_INIT(s) { (s), sizeof(s) - 1 }

#if defined(_WIN32)
#define FB_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define FB_EXPORT __attribute__((visibility("default")))
#else
#define FB_EXPORT
#endif

/* ---- Frozen for ever: fb_header, fb_str, and the name and signature of followback_plugin. ---- */

typedef struct fb_header {
    uint64_t magic;        /* FB_MAGIC */
    uint16_t abi_major;    /* FB_ABI_MAJOR of whoever made the struct */
    uint16_t abi_minor;    /* FB_ABI_MINOR of whoever made the struct */
    uint32_t struct_size;  /* sizeof the whole struct, as its maker knows it */
} fb_header;

#define FB_HEADER_INIT(T) { FB_MAGIC, FB_ABI_MAJOR, FB_ABI_MINOR, (uint32_t)sizeof(T) }

/* UTF-8 without a final NUL. `ptr` may be NULL only if `len` is 0. */
typedef struct fb_str {
    const char *ptr;
    uint64_t len;
} fb_str;

/* ---- Columns. Passed by value or in arrays: frozen within a major version. ---- */

typedef uint32_t fb_type;
enum {
    FB_BOOL = 1,     /* uint8_t, 0 or 1 */
    FB_I64 = 2,      /* int64_t */
    FB_F64 = 3,      /* double; NaN and infinities count as missing */
    FB_STR = 4,      /* fb_str */
    FB_BYTES = 6,    /* fb_str, any bytes; inputs only */
    FB_LIST = 0x100  /* FB_LIST | FB_STR: fb_list of fb_str */
};

typedef struct fb_list {
    const void *items;  /* fb_str[len] */
    uint64_t len;
} fb_list;

typedef int32_t fb_status;
enum {
    FB_OK = 0,
    FB_ERR = 1,        /* this batch could not be evaluated; the instance is fine */
    FB_FATAL = 2,      /* the instance is of no further use */
    FB_CANCELLED = 3,  /* gave up because `cancelled` said so */
    FB_PANIC = 4       /* something escaped inside of the plugin and was caught there */
};

/* An input column. */
typedef struct fb_col {
    fb_type type;          /* as the plugin declared it */
    uint32_t reserved;
    const void *values;    /* one value per row, also of rows that are missing */
    const uint8_t *valid;  /* one byte per row, 0 = missing; NULL = none is missing */
} fb_col;

/* An output column. The host allocates both arrays; `valid` starts as zeros, so what is not set is missing. */
typedef struct fb_out {
    fb_type type;   /* as the plugin declared it */
    uint32_t fact;  /* index in fb_plugin.facts */
    void *values;
    uint8_t *valid;
} fb_out;

/* Everything in it is valid until the call returns. */
typedef struct fb_batch {
    fb_header h;
    uint32_t rows;
    uint32_t n_in;      /* = n_inputs of the plugin */
    uint32_t n_out;     /* only the facts that somebody needs */
    uint32_t reserved;
    const fb_col *in;   /* in the order of the declared inputs */
    fb_out *out;
    void *call;         /* to be handed to the functions of fb_host */
} fb_batch;

/* ---- What the host offers. Lives as long as the instance. Any function may be missing: ask FB_HAS. ---- */

enum { FB_LOG_ERROR = 1, FB_LOG_WARN = 2, FB_LOG_INFO = 3 };

typedef struct fb_host {
    fb_header h;
    void *ctx;
    /* A remark for the user. Any thread. */
    void (*log)(void *ctx, uint32_t level, fb_str message);
    /* Why open or eval is about to return something else than FB_OK; `call` is NULL in open. Copies. */
    void (*fail)(void *ctx, void *call, fb_str message);
    /* This row cannot be evaluated: none of its facts count. Copies. */
    void (*fail_row)(void *ctx, void *call, uint32_t row, fb_str message);
    /* Memory until the call returns; NULL when the limit is reached. `align` is a power of two, at most 16. */
    void *(*alloc)(void *ctx, void *call, uint64_t size, uint64_t align);
    /* Row `row` is about to be looked at: tells whom to blame after a crash. */
    void (*progress)(void *ctx, void *call, uint32_t row);
    /* Whether the result is no longer wanted. */
    uint32_t (*cancelled)(void *ctx, void *call);
    /* Something beyond this version, by its name; NULL if the host does not have it. */
    const void *(*extension)(void *ctx, fb_str id);
} fb_host;

/* ---- What the plugin is. ---- */

enum { FB_FIELD_OPTIONAL = 1 /* inputs: rows without it are evaluated all the same */ };

/* An input or a fact. */
typedef struct fb_field {
    fb_header h;
    fb_str name;  /* of an input the full path, `bio`; of a fact the name below the namespace of the manifest, `width` */
    fb_str doc;
    fb_type type;
    uint32_t flags;
} fb_field;

/* A field, in initializers: FB_FIELD("width", "width in pixels", FB_I64, 0). */
#define FB_FIELD(name, doc, type, flags) \
    { FB_HEADER_INIT(fb_field), FB_STR_INIT(name), FB_STR_INIT(doc), (type), (flags) }

enum {
    FB_THREADS_ONE = 0,           /* calls never overlap, whatever the instance */
    FB_THREADS_PER_INSTANCE = 1,  /* calls of one instance never overlap */
    FB_THREADS_SHARED = 2         /* any thread, any time */
};

enum { FB_PLUGIN_ISOLATE = 1 /* never load it into the process of the host */ };

typedef struct fb_instance fb_instance; /* the plugin's own */

typedef struct fb_plugin {
    fb_header h;
    fb_str id;  /* [a-z0-9-]+, as in the manifest */
    fb_str version;
    fb_str license;
    fb_str doc;
    uint32_t threads;
    uint32_t flags;
    uint32_t n_inputs;
    uint32_t n_facts;
    const fb_field *const *inputs;
    const fb_field *const *facts;
    fb_str config_schema;  /* a JSON Schema; empty if there is nothing to configure */
    fb_status (*open)(const fb_host *host, fb_str config_json, fb_instance **instance);
    fb_status (*eval)(fb_instance *instance, fb_batch *batch);
    void (*close)(fb_instance *instance);
    const void *(*extension)(fb_str id); /* may be NULL */
} fb_plugin;

/*
 * The one exported symbol. Cheap and without side effects: it may be called just to look. Returns the table of the greatest
 * major version that both sides know, else of the oldest that the plugin knows.
 */
FB_EXPORT const fb_plugin *followback_plugin(uint32_t host_abi_major);

/*
 * The golden table: what is laid out in another way than both sides expect does not compile. A 32-bit target is such a case.
 */
#define FB_GOLDEN(name, holds) typedef char fb_golden_##name[(holds) ? 1 : -1]
FB_GOLDEN(header, sizeof(fb_header) == 16 && offsetof(fb_header, struct_size) == 12);
FB_GOLDEN(str, sizeof(fb_str) == 16 && offsetof(fb_str, len) == 8);
FB_GOLDEN(list, sizeof(fb_list) == 16 && offsetof(fb_list, len) == 8);
FB_GOLDEN(col, sizeof(fb_col) == 24 && offsetof(fb_col, values) == 8 && offsetof(fb_col, valid) == 16);
FB_GOLDEN(out, sizeof(fb_out) == 24 && offsetof(fb_out, values) == 8 && offsetof(fb_out, valid) == 16);
FB_GOLDEN(batch, sizeof(fb_batch) == 56 && offsetof(fb_batch, in) == 32 && offsetof(fb_batch, call) == 48);
FB_GOLDEN(host, sizeof(fb_host) == 80 && offsetof(fb_host, alloc) == 48 && offsetof(fb_host, extension) == 72);
FB_GOLDEN(field, sizeof(fb_field) == 56 && offsetof(fb_field, type) == 48 && offsetof(fb_field, flags) == 52);
FB_GOLDEN(plugin, sizeof(fb_plugin) == 160 && offsetof(fb_plugin, inputs) == 96 && offsetof(fb_plugin, open) == 128);
#undef FB_GOLDEN

#ifdef __cplusplus
}
#endif

#endif
