/* dat-kinds.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-format.h"
#include "model/trace-builder.h"

G_BEGIN_DECLS

#define MMS_DAT_N_IDS (1u << 16)

#define MMS_DAT_UNKNOWN G_MAXUINT16

/**
 * MmsDatKinds:
 * @kind_of: by the id that a record carries: the kind's index + 1; 0 until the id is met
 * @least_of: by the id, as many bytes as a record must have to hold all fields; with @kind_of.
 *   %MMS_DAT_UNKNOWN where the file should have a format and has none
 * @formats: (element-type MmsDatFormat): by the kind's index
 * @plain: what is known of records without a format
 *
 * The formats that the file brings.  A kernel brings over a thousand and a trace uses ten, so a
 * format is read when the first record of its kind is met.
 */
typedef struct
{
  const MmsDatLayout *layout;
  MmsTraceBuilder *builder;
  guint16 *kind_of;
  guint16 *least_of;
  GPtrArray *formats;
  MmsDatFormat *plain;
  GHashTable *texts;
  GPtrArray *held;
} MmsDatKinds;

MmsDatKinds *mms_dat_kinds_new  (const MmsDatLayout *layout,
                                 MmsTraceBuilder    *builder);
void         mms_dat_kinds_free (MmsDatKinds        *kinds);

/* Texts point into @bytes, which are kept. */
void mms_dat_kinds_hold (MmsDatKinds *kinds,
                         GBytes      *bytes);

/**
 * mms_dat_kinds_add_text:
 * @text: a format's text, held
 *
 * Returns: %FALSE when it does not begin as a format does
 */
gboolean mms_dat_kinds_add_text (MmsDatKinds *kinds,
                                 const char  *system,
                                 const char  *text,
                                 gsize        size);

/* Returns: the kind's index, made when first asked for. */
guint mms_dat_kinds_meet (MmsDatKinds *kinds,
                          guint        id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDatKinds, mms_dat_kinds_free)

G_END_DECLS
