/* source-map.h - where in the source of its program a simulation is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "operations.h"

G_BEGIN_DECLS

/**
 * MmsSourceFile:
 * @name: as events name it, "S6.lazy"
 * @text: (nullable): the whole of it; %NULL where the trace does not have it
 * @n_lines: of @text; else the greatest line that an event names
 */
typedef struct
{
  char *name;
  char *text;
  guint n_lines;
} MmsSourceFile;

/**
 * MmsSourcePlace:
 * @event: from which on the CPU stands there
 * @file: index for mms_source_map_get_file()
 * @line: from 1
 */
typedef struct
{
  guint32 event;
  guint32 file;
  guint32 line;
} MmsSourcePlace;

/**
 * MmsSourceMap:
 *
 * The source files of a simulated trace, and each CPU's way through them.  Immutable; any thread may read
 * it.
 */
typedef struct _MmsSourceMap MmsSourceMap;

/**
 * mms_source_map_new:
 * @operations: (nullable): of @trace: an operation stands in the source where the CPU came to it, not
 *   where it took effect
 *
 * Returns: (transfer full) (nullable): %NULL if no event of @trace tells a line
 */
MmsSourceMap *mms_source_map_new  (MmsTrace            *trace,
                                   const MmsOperations *operations);
void          mms_source_map_free (MmsSourceMap        *map);

guint                mms_source_map_get_n_files (const MmsSourceMap *map);
const MmsSourceFile *mms_source_map_get_file    (const MmsSourceMap *map,
                                                 guint               file);
/* Whether the trace has the text of any file. */
gboolean             mms_source_map_has_text    (const MmsSourceMap *map);
/* (transfer full): "mmdrop(old);", without blanks around it and a comment behind it; "" where there is no
 * text */
char                *mms_source_map_get_line    (const MmsSourceMap *map,
                                                 guint               file,
                                                 guint               line);

/* (nullable): where @cpu stands at @event; %NULL before its first line */
const MmsSourcePlace *mms_source_map_find      (const MmsSourceMap *map,
                                                guint               cpu,
                                                guint               event);
/* (transfer none) (array length=n_places): the whole way of @cpu, ascending by event */
const MmsSourcePlace *mms_source_map_get_places (const MmsSourceMap *map,
                                                 guint               cpu,
                                                 guint              *n_places);
/* The line that @event itself tells.  Returns: %FALSE if it tells none */
gboolean              mms_source_map_get_event (const MmsSourceMap *map,
                                                guint               event,
                                                MmsSourcePlace     *place);

/* The nearest event by which @cpu (-1: any) comes to another line.  Returns: 0 if there is none */
guint mms_source_map_find_step (const MmsSourceMap *map,
                                int                 cpu,
                                guint               event,
                                int                 direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsSourceMap, mms_source_map_free)

G_END_DECLS
