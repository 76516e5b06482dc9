/* litmus.h - litmus tests of the Linux kernel's memory model, as programs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "litmus-formula.h"
#include "program.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_LITMUS_EXISTS,
  MMS_LITMUS_NOT_EXISTS,
  MMS_LITMUS_FORALL,
} MmsLitmusQuantifier;

/* Something whose last value is asked for. */
typedef struct
{
  char *name;        /* "x", "0:r1" */
  guint location;    /* in the program */
  gboolean is_shown; /* in the condition or in `locations`; else only in the filter */
} MmsLitmusPlace;

/* The value of a pointer to the variable with that number. */
#define MMS_LITMUS_ADDRESS(number) (10000 + (number))
#define MMS_LITMUS_MAX_ADDRESSES   256

/**
 * MmsLitmus:
 * @program: finished; each process runs on a CPU of its own.  What the condition asks of a local
 *   variable is stored, when its process ends, in a variable that nobody else touches
 * @filter: (nullable): runs whose end does not fulfil it do not count
 * @addresses: (element-type utf8): the variables that pointers lead to, by number
 * @n_entries: as many operations, those that need no memory among them, as the longest process has at most: a store buffer or window
 *   with that many entries restricts nothing
 *
 * Immutable.
 */
typedef struct
{
  char *name;
  MmsProgram *program;
  GArray *places; /* MmsLitmusPlace */
  MmsLitmusQuantifier quantifier;
  MmsLitmusFormula *condition;
  MmsLitmusFormula *filter;
  GPtrArray *addresses;
  guint n_entries;
} MmsLitmus;

/**
 * mms_litmus_read:
 * @name: the file's, for messages
 *
 * Reads the C flavour of litmus tests, as herd7 reads it with the kernel's definitions.  What it does
 * not know (loops, grace periods, arrays) is refused, not ignored; samples/litmus/README.md lists it.
 *
 * Returns: (transfer full): or %NULL with @error set, in domain %MMS_SIM_ERROR; the message names the
 *   place, and has the line of the text and a mark on two lines of their own
 */
MmsLitmus *mms_litmus_read (const char *name,
                            const char *text,
                            gsize       length,
                            GError    **error);
void       mms_litmus_free (MmsLitmus  *litmus);

/* (transfer full): a value as a test writes it: a number, or the name of what a pointer leads to */
char *mms_litmus_format_value (const MmsLitmus *litmus,
                               int              value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsLitmus, mms_litmus_free)

G_END_DECLS
