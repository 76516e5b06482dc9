/* fold.h - what is known before anything runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "unit.h"

G_BEGIN_DECLS

/* @sign of constant operands.  Returns: %FALSE if it has no value that the machine can hold */
gboolean mms_fold_unary  (guint32  sign,
                          int      a,
                          int     *value);
gboolean mms_fold_binary (guint32  sign,
                          int      a,
                          int      b,
                          int     *value);

/* (out): what @constant is, after overrides.  Returns: %FALSE after having said what is wrong */
gboolean mms_unit_get_constant (MmsUnit     *unit,
                                MmsConstant *constant,
                                int         *value);

/**
 * mms_unit_evaluate:
 * @type: (out) (optional)
 *
 * The value of a constant expression outside of functions: of numbers, constants, mms and tasks.
 *
 * Returns: %FALSE after having said what is wrong
 */
gboolean mms_unit_evaluate (MmsUnit       *unit,
                            const MmsNode *node,
                            int           *value,
                            int           *type);
/* The same, and it must be from @least to @most; @what it is, for the message.  @value stays as it was
 * where it is not. */
gboolean mms_unit_evaluate_number (MmsUnit       *unit,
                                   const MmsNode *node,
                                   int            least,
                                   int            most,
                                   const char    *what,
                                   int           *value);

/* What @name is if it is a word for a constant: init_mm, num_cpus, cpu_possible_mask, an mm, a task. */
gboolean mms_unit_find_word (const MmsUnit *unit,
                             const char    *name,
                             int           *value,
                             int           *type);

/* Whether a value of type @from may become one of type @to; @is_zero: it is the constant 0. */
gboolean mms_type_accepts (int      to,
                           int      from,
                           gboolean is_zero);

G_END_DECLS
