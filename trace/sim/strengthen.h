/* strengthen.h - the same program with more order
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_STRENGTHEN_ACQUIRE, /* the line's loads */
  MMS_STRENGTHEN_RELEASE, /* the line's stores */
  MMS_STRENGTHEN_MB,      /* smp_mb() in front of the line's first access */
  MMS_STRENGTHEN_FULL,    /* the line's read-modify-writes */
} MmsStrengthenKind;

/* What one could write instead: "smp_mb()", "smp_load_acquire()", "smp_store_release()", "full order" */
const char *mms_strengthen_kind_get_text (MmsStrengthenKind kind);

/* Everything that the compiler made of one line, wherever it was put. */
typedef struct
{
  MmsStrengthenKind kind;
  guint8 source;
  guint16 line;
} MmsStrengthening;

/* (transfer full) (element-type MmsStrengthening): whatever could be stronger, by place */
GArray *mms_strengthen_list (const MmsProgram *program);

/**
 * mms_strengthen_program:
 * @changes: (array length=n_changes): numbers in @list
 *
 * Returns: (transfer full): a finished copy of @program with them; %NULL with @error set: too large
 */
MmsProgram *mms_strengthen_program (const MmsProgram *program,
                                    const GArray     *list,
                                    const guint      *changes,
                                    guint             n_changes,
                                    GError          **error);

G_END_DECLS
