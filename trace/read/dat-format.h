/* dat-format.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-layout.h"
#include "dat-words.h"
#include "model/kind.h"

G_BEGIN_DECLS

/* Where a field lies that all records have; size 0: they have none. */
typedef struct
{
  guint16 offset;
  guint8 size;
} MmsDatCommon;

/* How the print format shows a field's number. */
typedef enum
{
  MMS_DAT_SHOW_NUMBER,
  MMS_DAT_SHOW_SIGNED, /* whatever the field's own sign */
  MMS_DAT_SHOW_HEX,
  MMS_DAT_SHOW_SYMBOL,
  MMS_DAT_SHOW_STRING, /* what it points to, in the kernel's strings */
  MMS_DAT_SHOW_PRINTF, /* arguments of the format that another field points to */
} MmsDatShow;

/**
 * MmsDatLook:
 * @words: (nullable): its table, which goes before @show
 */
typedef struct
{
  MmsDatShow show;
  MmsDatWords *words;
} MmsDatLook;

/**
 * MmsDatFormat:
 * @string: of trace_printk()'s events, the field that points to a string or a format
 * @looks: (element-type MmsDatLook): one for each of the kind's fields
 *
 * A kind's format as its text tells it, beyond what #MmsKind holds.
 */
typedef struct
{
  MmsDatCommon type;
  MmsDatCommon flags;
  MmsDatCommon preempt_count;
  MmsDatCommon pid;
  MmsDatCommon string;
  GArray *looks;
} MmsDatFormat;

MmsDatFormat *mms_dat_format_new  (void);
void          mms_dat_format_free (MmsDatFormat *format);

/**
 * mms_dat_format_read_head:
 * @name: (out) (transfer full): from the `name:` line
 * @id: (out): from the `ID:` line
 *
 * Reads only as much of a format's text as its index needs.
 */
gboolean mms_dat_format_read_head (const char *text,
                                   gsize       size,
                                   char      **name,
                                   guint      *id);

/**
 * mms_dat_format_read:
 * @kind: to which the fields are added
 *
 * Reads the `field:` lines.  Of the print format only the conversions and the tables of words are
 * looked at; nothing of it is executed.  Fields beyond what a record can hold are left out.
 */
void mms_dat_format_read (MmsDatFormat       *format,
                          MmsKind            *kind,
                          const MmsDatLayout *layout,
                          const char         *text,
                          gsize               size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDatFormat, mms_dat_format_free)

G_END_DECLS
