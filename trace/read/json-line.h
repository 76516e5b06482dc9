/* json-line.h - one line of a trace in JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "json-scan.h"

G_BEGIN_DECLS

/* Longer lines are damage; so is a line with more fields, and a kind has no more either. */
#define MMS_JSON_LINE_MAX   (1024 * 1024)
#define MMS_JSON_FIELDS_MAX 1024

/* The members that every event may have (samples/FORMAT.md); all others are fields. */
typedef enum
{
  MMS_JSON_TS,
  MMS_JSON_CPU,
  MMS_JSON_EV,
  MMS_JSON_SYSTEM,
  MMS_JSON_EVENT_ID,
  MMS_JSON_PID,
  MMS_JSON_COMM,
  MMS_JSON_FLAGS,
  MMS_JSON_BUFFER,
  MMS_JSON_LOST,
  MMS_JSON_REPEATED,
  MMS_JSON_INFO,
  MMS_JSON_N_WORDS
} MmsJsonWord;

typedef struct
{
  MmsJsonValue key; /* without quotes */
  MmsJsonValue value;
} MmsJsonMember;

/**
 * MmsJsonLine:
 * @words: of form %MMS_JSON_NOTHING where the line has none
 * @members: what the object `fields` holds, and what stands beside it under a name of its own
 */
typedef struct
{
  MmsJsonValue words[MMS_JSON_N_WORDS];
  guint n_members;
  MmsJsonMember members[MMS_JSON_FIELDS_MAX];
} MmsJsonLine;

/**
 * mms_json_line_read:
 * @problem: (out) (optional): what is wrong, a literal
 * @at: (out) (optional): the byte of the line where that is, counted from 1
 *
 * Takes a line apart: one object and nothing behind it.  If there is a problem, only the words and
 * members before it are filled in.
 */
gboolean mms_json_line_read (MmsJsonLine  *line,
                             const char   *start,
                             const char   *end,
                             const char  **problem,
                             gsize        *at);

G_END_DECLS
