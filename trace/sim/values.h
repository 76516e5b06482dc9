/* values.h - what registers may hold at each instruction
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

/* A set of values: bit v for each v from 0 to 31; MMS_VALUES_ANY: may be anything.  Of an mm pointer
 * the set has the address. */
typedef guint64 MmsValues;

#define MMS_VALUES_ANY G_MAXUINT64

/**
 * MmsValueMap:
 *
 * For each instruction and register a set that holds everything that may be in that register just
 * before the instruction.  So far as the code says it: what comes from memory may be anything of its
 * type.
 */
typedef struct _MmsValueMap MmsValueMap;

/* @handler_cpu: on which IPIs are taken; -1: any */
MmsValueMap *mms_value_map_new  (const MmsProgram  *program,
                                 int                handler_cpu);
void         mms_value_map_free (MmsValueMap       *map);

MmsValues    mms_value_map_get  (const MmsValueMap *map,
                                 guint              pc,
                                 guint8             number); /* register */

G_END_DECLS
