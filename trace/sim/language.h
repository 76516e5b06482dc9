/* language.h - from the texts of a scheme and a scenario to a program
 *
 * samples/LANGUAGE.md describes the language.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "diagnostic.h"
#include "program.h"

G_BEGIN_DECLS

/**
 * MmsIncludeFunc:
 * @name: as the include says it
 * @from: (nullable): the path of the text that includes it; %NULL: it is asked for from outside
 * @path: (out) (transfer full): how it is called in messages; the same text has the same path always
 * @length: (out): bytes
 *
 * Returns: (transfer full): the text, or %NULL with @error set
 */
typedef char *(*MmsIncludeFunc) (const char  *name,
                                 const char  *from,
                                 char       **path,
                                 gsize       *length,
                                 gpointer     user_data,
                                 GError     **error);

typedef enum
{
  MMS_LANGUAGE_DONE,
  MMS_LANGUAGE_WRONG,          /* the diagnostics say why */
  MMS_LANGUAGE_NOT_APPLICABLE, /* the scheme lacks what the scenario requires */
} MmsLanguageResult;

/**
 * MmsLanguage:
 *
 * One compilation: add texts in the order in which they override each other (the scheme before the
 * scenario), and edits, then compile once.
 */
typedef struct _MmsLanguage MmsLanguage;

/* @library: (nullable): a folder; includes are looked for beside the text that has them, then in its
 * schemes/ and scenarios/ */
MmsLanguage *mms_language_new  (const char  *library);
void         mms_language_free (MmsLanguage *language);

/* Where included texts come from instead of files. */
void mms_language_set_include (MmsLanguage    *language,
                               MmsIncludeFunc  func,
                               gpointer        user_data);

/* Returns: %FALSE with @error set if the file cannot be read.  What is wrong in it is for the
 * diagnostics.  A file that is there already is passed over. */
gboolean mms_language_add_file (MmsLanguage  *language,
                                const char   *path,
                                GError      **error);
/* @length: bytes, or -1: to the 0 */
void     mms_language_add_text (MmsLanguage  *language,
                                const char   *name,
                                const char   *text,
                                gssize        length);

/* As if each were written behind the texts: "without LABEL;" and "weaken LABEL;".
 * @where: a label, or "FILE:LINE": all statements that begin on that line, FILE with its folders or
 * without. */
void mms_language_add_without (MmsLanguage *language,
                               const char  *where);
void mms_language_add_weaken  (MmsLanguage *language,
                               const char  *where);
/* smp_mb() before the first statement on @where, a "FILE:LINE". */
void mms_language_add_fence   (MmsLanguage *language,
                               const char  *where);
/* "override const NAME = VALUE;" */
void mms_language_add_constant (MmsLanguage *language,
                                const char  *name,
                                int          value);

/**
 * mms_language_compile:
 * @program: (out) (transfer full) (nullable): finished; only if the result is DONE
 *
 * To be called once.
 */
MmsLanguageResult mms_language_compile (MmsLanguage  *language,
                                        MmsProgram  **program);

/* (element-type MmsDiagnostic) (transfer none): those that are kept */
GPtrArray *mms_language_get_diagnostics (const MmsLanguage *language);
/* All diagnostics, each as mms_diagnostic_to_string() has it, and how many more there were.
 * (transfer full) */
char      *mms_language_describe        (const MmsLanguage *language);
/* (element-type char*) (transfer none): what the scheme lacks, if the result is NOT_APPLICABLE */
GPtrArray *mms_language_get_missing     (const MmsLanguage *language);

/* (element-type char*) (transfer none): what is no error, but worth saying */
GPtrArray *mms_language_get_notes       (const MmsLanguage *language);

/* What the texts are, for messages about them all */
typedef enum
{
  MMS_LANGUAGE_HAS_SCHEME = 1 << 0,   /* one says scheme */
  MMS_LANGUAGE_HAS_SCENARIO = 1 << 1, /* one says scenario, or how many CPUs there are */
  MMS_LANGUAGE_HAS_KERNEL = 1 << 2,   /* one is kernel.lazy */
  MMS_LANGUAGE_LACKS = 1 << 3,        /* they override or call what is not there */
} MmsLanguageTraits;

MmsLanguageTraits mms_language_get_traits (const MmsLanguage *language);

/* What a text says about itself.  Strings are NULL where it says nothing. */
typedef struct
{
  char *scheme;        /* "S6g" */
  char *scheme_title;
  char *scenario;      /* "SC02" */
  char *scenario_name; /* "lazy-k2k-after-teardown" */
  char *title;         /* of the scenario */
  char *arch;          /* "x86" */
  GPtrArray *includes; /* names, as they are said */
} MmsLanguageHead;

/* Reads the declarations at the top of @text and nothing else: it need not be right, and its includes
 * are not followed.  (transfer full) */
MmsLanguageHead *mms_language_read_head (const char      *text,
                                         gssize           length);
void             mms_language_head_free (MmsLanguageHead *head);

/* A statement that orders something. */
typedef struct
{
  char *file;    /* as the program's sources have it */
  guint line;
  char *function;
  char *label;   /* (nullable): of the innermost statement around it that has one */
  char *text;    /* the line, without the blanks around it */
  MmsOp op;
  MmsOrder order;
} MmsBarrier;

/* Returns: (element-type MmsBarrier) (transfer full): by place, each once, however often its function
 * was compiled: fences, ordered loads and stores, read-modify-writes and CR3 writes that order
 * something, locks.  "FILE:LINE" of each may be weakened. */
GPtrArray *mms_language_list_barriers (const MmsProgram *program);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsLanguage, mms_language_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsLanguageHead, mms_language_head_free)

G_END_DECLS
