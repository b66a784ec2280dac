/*
 * reading - how easily a biography reads: its sentences, how long they are, and its longest word.
 *
 * A whole plugin in C99, one file:
 *
 *     cc -std=c99 -O2 -shared -fPIC -I ../../crates/plugin/include -o libreading.so reading.c
 *
 * Words stand between blanks. A sentence ends at a full stop, `!`, `?` or a line end, and at what people put between the parts
 * of a biography: `|`, a bullet, a dash; not at the full stop of an abbreviation such as "e.g." or "Dr.".
 */
#include "followback_plugin.h"

#include <stdlib.h>
#include <string.h>

#define LONG_SENTENCE 25

/* ---- What it measures. ---- */

typedef struct reading {
    int64_t words;
    int64_t sentences;
    int64_t longest_sentence; /* in words */
    fb_str longest_word;      /* lies in the text */
    int64_t letters;          /* of the longest word */
} reading;

static int is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* Letters outside of ASCII have bytes from 0x80 on. */
static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80; }

static int is_word_char(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

static int is(fb_str token, const char *text) {
    return token.len == strlen(text) && memcmp(token.ptr, text, token.len) == 0;
}

/* What stands between the parts of a biography, by itself. */
static int is_separator(fb_str token) {
    static const char *const separators[] = { "|", "||", "/", "//", "-", "~", "\xE2\x80\xA2" /* bullet */,
                                              "\xC2\xB7" /* middle dot */, "\xE2\x80\x93", "\xE2\x80\x94" /* dashes */ };
    size_t i;
    for (i = 0; i < sizeof separators / sizeof *separators; i++)
        if (is(token, separators[i])) return 1;
    return 0;
}

/* The token without what is no part of a word at both ends. */
static fb_str trim(fb_str token) {
    while (token.len > 0 && !is_word_char(token.ptr[0])) token.ptr++, token.len--;
    while (token.len > 0 && !is_word_char(token.ptr[token.len - 1])) token.len--;
    return token;
}

/* How many letters a word has; 0 if it is a number, a link or the like. */
static int64_t count_letters(fb_str word) {
    int64_t letters = 0;
    uint64_t i;
    for (i = 0; i < word.len; i++) {
        const char c = word.ptr[i];
        if (!is_letter(c) && c != '\'' && c != '-') return 0;
        if (is_letter(c) && ((unsigned char)c & 0xC0) != 0x80) letters++;
    }
    return letters;
}

/* Whether a full stop behind a word is that of an abbreviation: "e.g.", "Dr.". */
static int is_abbreviation(fb_str word) {
    const int64_t letters = count_letters(word);
    return letters == 1 || letters == 2 || (word.len <= 5 && memchr(word.ptr, '.', word.len) != NULL);
}

/* Whether a sentence ends with the token that is made of `word` and what follows it. */
static int ends_sentence(fb_str token, fb_str word) {
    const char *c = word.ptr + word.len;
    for (; c < token.ptr + token.len; c++) {
        if (*c == '!' || *c == '?') return 1;
        if (*c == '.' && !is_abbreviation(word)) return 1;
    }
    return 0;
}

/* Scripts that are written without blanks between words: Thai, Lao, Khmer, Chinese and Japanese. */
static int has_blanks_between_words(fb_str text) {
    uint64_t i;
    for (i = 0; i + 1 < text.len; i++) {
        const unsigned char a = (unsigned char)text.ptr[i], b = (unsigned char)text.ptr[i + 1];
        if ((a == 0xE0 && b >= 0xB8 && b <= 0xBB) || (a == 0xE1 && (b == 0x9E || b == 0x9F)) || (a >= 0xE3 && a <= 0xE9))
            return 0;
    }
    return 1;
}

static void end_sentence(reading *r, int64_t *words) {
    if (*words > 0) r->sentences++;
    if (*words > r->longest_sentence) r->longest_sentence = *words;
    *words = 0;
}

static reading read_text(fb_str text) {
    reading r = { 0, 0, 0, { NULL, 0 }, 0 };
    int64_t words = 0; /* of the sentence so far */
    uint64_t i = 0;
    while (i < text.len) {
        fb_str token, word;
        if (is_blank(text.ptr[i])) {
            if (text.ptr[i++] == '\n') end_sentence(&r, &words);
            continue;
        }
        token.ptr = text.ptr + i;
        for (token.len = 0; i < text.len && !is_blank(text.ptr[i]); i++) token.len++;
        word = trim(token);
        if (word.len == 0 || is_separator(token)) {
            if (is_separator(token)) end_sentence(&r, &words);
            continue;
        }
        r.words++, words++;
        if (token.ptr[0] != '@' && token.ptr[0] != '#' && count_letters(word) > r.letters) {
            r.letters = count_letters(word);
            r.longest_word = word;
        }
        if (ends_sentence(token, word)) end_sentence(&r, &words);
    }
    end_sentence(&r, &words);
    return r;
}

/* ---- What it is to followback. ---- */

struct fb_instance {
    const fb_host *host;
};

static const fb_field bio = FB_FIELD("bio", "the biography", FB_STR, 0);
static const fb_field *const inputs[] = { &bio };

enum { SENTENCES, LONGEST_SENTENCE, WORDS_PER_SENTENCE, LONGEST_WORD, BREATHLESS };
static const fb_field sentences = FB_FIELD("sentences", "how many sentences there are", FB_I64, 0);
static const fb_field longest_sentence = FB_FIELD("longest_sentence", "words of the longest sentence", FB_I64, 0);
static const fb_field words_per_sentence = FB_FIELD("words_per_sentence", "words per sentence", FB_F64, 0);
static const fb_field longest_word = FB_FIELD("longest_word", "the word with most letters", FB_STR, 0);
static const fb_field breathless = FB_FIELD("breathless", "a sentence has more than 25 words", FB_BOOL, 0);
static const fb_field *const facts[] = { &sentences, &longest_sentence, &words_per_sentence, &longest_word, &breathless };

static fb_status open_instance(const fb_host *host, fb_str config, fb_instance **out) {
    fb_instance *instance = malloc(sizeof *instance);
    (void)config;
    if (!instance) return FB_FATAL;
    instance->host = host;
    *out = instance;
    return FB_OK;
}

static void close_instance(fb_instance *instance) { free(instance); }

/* A text of an answer lies in memory of the host. */
static int copy(const fb_host *host, void *call, fb_str text, fb_str *to) {
    char *memory;
    if (text.len == 0) return 0;
    memory = host->alloc(host->ctx, call, text.len, 1);
    if (!memory) return 0;
    memcpy(memory, text.ptr, text.len);
    to->ptr = memory;
    to->len = text.len;
    return 1;
}

/* Sets one fact of one row. What is left out stays unknown. */
static void answer(const fb_host *host, void *call, const reading *r, fb_out *out, uint32_t row) {
    switch (out->fact) {
    case SENTENCES:
        ((int64_t *)out->values)[row] = r->sentences;
        break;
    case LONGEST_SENTENCE:
        ((int64_t *)out->values)[row] = r->longest_sentence;
        break;
    case WORDS_PER_SENTENCE:
        if (r->sentences == 0) return;
        ((double *)out->values)[row] = (double)r->words / (double)r->sentences;
        break;
    case LONGEST_WORD:
        if (!copy(host, call, r->longest_word, (fb_str *)out->values + row)) return;
        break;
    case BREATHLESS:
        ((uint8_t *)out->values)[row] = r->longest_sentence > LONG_SENTENCE;
        break;
    default:
        return;
    }
    out->valid[row] = 1;
}

static fb_status eval(fb_instance *instance, fb_batch *batch) {
    const fb_host *host = instance->host;
    const fb_col *column = &batch->in[0];
    const fb_str *texts = column->values;
    static const fb_str no_blanks = FB_STR_INIT("the script of the biography has no blanks between words");
    uint32_t row, i;
    for (row = 0; row < batch->rows; row++) {
        reading r;
        if (column->valid && !column->valid[row]) continue;
        if (host->cancelled(host->ctx, batch->call)) return FB_CANCELLED;
        host->progress(host->ctx, batch->call, row);
        if (!has_blanks_between_words(texts[row])) {
            host->fail_row(host->ctx, batch->call, row, no_blanks);
            continue;
        }
        r = read_text(texts[row]);
        for (i = 0; i < batch->n_out; i++) answer(host, batch->call, &r, &batch->out[i], row);
    }
    return FB_OK;
}

static const fb_plugin plugin = {
    FB_HEADER_INIT(fb_plugin),
    FB_STR_INIT("reading"),
    FB_STR_INIT("1.0.0"),
    FB_STR_INIT("MIT OR Apache-2.0"),
    FB_STR_INIT("How easily the biography reads: its sentences, how long they are, and its longest word."),
    FB_THREADS_PER_INSTANCE,
    0,
    sizeof inputs / sizeof *inputs,
    sizeof facts / sizeof *facts,
    inputs,
    facts,
    { NULL, 0 },
    open_instance,
    eval,
    close_instance,
    NULL,
};

FB_EXPORT const fb_plugin *followback_plugin(uint32_t host_abi_major) {
    (void)host_abi_major;
    return &plugin;
}
