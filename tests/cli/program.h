/* program.h - runs mmscope as a script would
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Run: what one run of the program gave
 * @status: the exit status; -1 where a signal ended it
 */
typedef struct
{
  int status;
  char *out;
  char *err;
} Run;

/* Runs mmscope with these arguments, up to a %NULL, in an environment without a display. */
Run  *run_program (const char *argument,
                   ...) G_GNUC_NULL_TERMINATED;
/* The same through `sh -c`, with mmscope as $MMSCOPE. */
Run  *run_shell   (const char *command);
void  run_free    (Run *run);

/* (transfer full): a file of the samples: "stock/quiet.dat" */
char *find_capture (const char *name);

/* (transfer full): a file of @length bytes in the scratch folder of this test program */
char *make_file   (const char *name,
                   const void *data,
                   gsize       length);
void  remove_files (void);

#define assert_status(run, expected)                                                              \
  G_STMT_START                                                                                    \
  {                                                                                               \
    if ((run)->status != (expected))                                                              \
      g_test_message ("stderr: %s", (run)->err);                                                  \
    g_assert_cmpint ((run)->status, ==, (expected));                                              \
  }                                                                                               \
  G_STMT_END

#define assert_contains(text, part)                                                               \
  G_STMT_START                                                                                    \
  {                                                                                               \
    if (strstr ((text), (part)) == NULL)                                                          \
      g_test_message ("in: %s", (text));                                                          \
    g_assert_nonnull (strstr ((text), (part)));                                                   \
  }                                                                                               \
  G_STMT_END

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

G_END_DECLS
