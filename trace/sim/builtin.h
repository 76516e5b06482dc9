/* builtin.h - the words that the language knows from the kernel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_BUILTIN_READ,
  MMS_BUILTIN_WRITE,
  MMS_BUILTIN_INITIALIZE,    /* a write of which no finding may rest on the old value */
  MMS_BUILTIN_XCHG,
  MMS_BUILTIN_CMPXCHG,
  MMS_BUILTIN_ADD,           /* no value */
  MMS_BUILTIN_ADD_RETURN,    /* the new value */
  MMS_BUILTIN_FETCH_ADD,     /* the old value */
  MMS_BUILTIN_ADD_AND_TEST,  /* whether the new value is 0 */
  MMS_BUILTIN_ADD_UNLESS,    /* whether it was added */
  MMS_BUILTIN_SET_BIT,
  MMS_BUILTIN_CLEAR_BIT,
  MMS_BUILTIN_TEST_AND_SET_BIT,
  MMS_BUILTIN_TEST_AND_CLEAR_BIT,
  MMS_BUILTIN_TEST_BIT,
  MMS_BUILTIN_IS_EMPTY,      /* of a mask */
  MMS_BUILTIN_MASK_OF,       /* 1 << value */
  MMS_BUILTIN_FENCE,
  MMS_BUILTIN_LOCK,          /* detail: interrupts off before it */
  MMS_BUILTIN_UNLOCK,
  MMS_BUILTIN_AWAIT,         /* detail: 1: until it differs */
  MMS_BUILTIN_IRQ,           /* detail: on */
  MMS_BUILTIN_IRQ_SAVE,
  MMS_BUILTIN_IRQ_RESTORE,
  MMS_BUILTIN_PREEMPT,       /* detail: 1 disables, -1 enables */
  MMS_BUILTIN_ASK_IRQS,
  MMS_BUILTIN_ASK_LEVEL,     /* detail: 0: which; 1: any but 0; 3: whether it is 3 */
  MMS_BUILTIN_THIS_CPU,
  MMS_BUILTIN_CR3,
  MMS_BUILTIN_SWITCH_TO,
  MMS_BUILTIN_IPI,           /* detail: waits */
  MMS_BUILTIN_ALLOC,
  MMS_BUILTIN_FREE,          /* detail: what */
  MMS_BUILTIN_USE,
  MMS_BUILTIN_STOP,          /* detail: 1 stops the others, 0 lets them go on */
  MMS_BUILTIN_CHOOSE,
  MMS_BUILTIN_ASSUME,
  MMS_BUILTIN_WARN_ON,
  MMS_BUILTIN_REPORT,
  MMS_BUILTIN_CR3_OF,
  MMS_BUILTIN_FREED,
} MmsBuiltinKind;

typedef struct
{
  const char *name;
  MmsBuiltinKind kind;
  /* A letter for each argument: place, value, detector, function, number that is constant, local
   * variable, "text"; behind ? they may be left out, a * repeats the last one. */
  const char *arguments;
  MmsOrder order;
  int detail;
  gboolean has_suffixes; /* _relaxed, _acquire, _release */
} MmsBuiltin;

/* @builtin: (out) (optional) */
gboolean mms_builtin_find    (const char *name,
                              MmsBuiltin *builtin);
/* Whether @name can be no name of something else. */
gboolean mms_builtin_is_name (const char *name);

G_END_DECLS
