/* mutate.h - damage that can be done again
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MUTATION_CUT,        /* the file ends anywhere */
  MUTATION_CUT_HEAD,   /* within its first part */
  MUTATION_BIT,        /* one bit, anywhere */
  MUTATION_BYTE,       /* one byte, anywhere */
  MUTATION_BURST,      /* up to 64 bytes of noise */
  MUTATION_ZEROS,      /* up to a block of zeros */
  MUTATION_HEAD_BYTE,  /* one byte of the first part */
  MUTATION_HEAD_LARGE, /* a large number in the first part, or where tables lie at the end */
  MUTATION_PAGE_HEAD,  /* a large number over a page's stamp or commit word */
  MUTATION_RECORD,     /* noise over the head of a record */
  N_MUTATIONS,
} Mutation;

const char *mutation_get_name (Mutation mutation);

/**
 * mutate:
 * @data: (inout): changed in place
 * @size: (inout): smaller after a cut
 * @start: (out): the first byte that changed
 * @end: (out): behind the last one; for a cut, the size before
 *
 * Returns: whether anything changed
 */
gboolean mutate (Mutation  mutation,
                 GRand    *random,
                 guint8   *data,
                 gsize    *size,
                 gsize    *start,
                 gsize    *end);

G_END_DECLS
