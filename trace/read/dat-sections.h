/* dat-sections.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-file.h"

G_BEGIN_DECLS

#define MMS_DAT_SECTION_HEAD 16

/**
 * MmsDatSection:
 * @offset: of its head in the file
 * @size: bytes behind the head, as the head claims
 *
 * The head of a section of version 7: 16 bits of id, 16 of flags (1: compressed), 32 of where its
 * description lies among the strings, 64 of size.
 */
typedef struct
{
  guint64 offset;
  guint id;
  gboolean is_compressed;
  guint64 size;
} MmsDatSection;

gboolean mms_dat_section_read_head (MmsDatSection    *section,
                                    const MmsDatFile *file,
                                    guint64           offset);

/**
 * mms_dat_section_read_contents:
 *
 * The bytes behind the head, expanded: 32 bits of size in the file, 32 of size expanded, then that
 * many bytes.  A section that is cut or does not expand gives what there is and a note.
 *
 * Returns: (transfer full):
 */
GBytes *mms_dat_section_read_contents (const MmsDatSection *section,
                                       MmsDatFile          *file,
                                       gboolean            *is_whole);

G_END_DECLS
