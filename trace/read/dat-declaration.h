/* dat-declaration.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsDatDeclaration:
 * @type: the C type, without name and array brackets
 * @array: what stands between the brackets behind the name, maybe of length 0; %NULL without them
 *
 * One line of a kernel's format text, `field:TYPE NAME[ARRAY]; offset:N; size:N; signed:N;`.  The
 * strings point into the text and are not terminated.
 */
typedef struct
{
  const char *type;
  gsize type_size;
  const char *name;
  gsize name_size;
  const char *array;
  gsize array_size;
  guint64 offset;
  guint64 size;
  gboolean is_signed;
} MmsDatDeclaration;

/**
 * mms_dat_declaration_read:
 * @text: (inout): where to look; moved behind the line that was read
 *
 * Finds the next `field:` line.
 *
 * Returns: %FALSE when there is none before @end or before the `print fmt:` line
 */
gboolean mms_dat_declaration_read (MmsDatDeclaration *declaration,
                                   const char       **text,
                                   const char        *end);

gboolean mms_dat_declaration_is_named (const MmsDatDeclaration *declaration,
                                       const char              *name);

G_END_DECLS
