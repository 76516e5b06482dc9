/* litmus-formula.h - what is asked about the end of a run
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MMS_FORMULA_TRUE,
  MMS_FORMULA_FALSE,
  MMS_FORMULA_HAS,     /* value @place is @number */
  MMS_FORMULA_SAME,    /* values @place and @number are equal */
  MMS_FORMULA_NOT,
  MMS_FORMULA_AND,
  MMS_FORMULA_OR,
  MMS_FORMULA_IMPLIES,
} MmsFormulaKind;

typedef struct
{
  guint8 kind;
  guint16 place;
  gint16 number;
} MmsFormulaItem;

#define MMS_FORMULA_MAX_ITEMS 4096

/* Items behind what they are about: a, b, and. */
typedef struct
{
  GArray *items; /* MmsFormulaItem */
} MmsLitmusFormula;

MmsLitmusFormula *mms_litmus_formula_new  (void);
void              mms_litmus_formula_free (MmsLitmusFormula *formula);

/* Returns: %FALSE if it is full */
gboolean mms_litmus_formula_add   (MmsLitmusFormula *formula,
                                   MmsFormulaKind    kind,
                                   guint             place,
                                   int               number);
/* @values: by place */
gboolean mms_litmus_formula_holds (const MmsLitmusFormula *formula,
                                   const gint16           *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsLitmusFormula, mms_litmus_formula_free)

G_END_DECLS
