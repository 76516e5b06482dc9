/* json-line.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-line.h"

#include <string.h>

#define WORD(name) { name, sizeof (name) - 1 }

static const struct
{
  const char *name;
  gsize length;
} words[MMS_JSON_N_WORDS] = {
  [MMS_JSON_TS] = WORD ("ts"),
  [MMS_JSON_CPU] = WORD ("cpu"),
  [MMS_JSON_EV] = WORD ("ev"),
  [MMS_JSON_SYSTEM] = WORD ("system"),
  [MMS_JSON_EVENT_ID] = WORD ("event_id"),
  [MMS_JSON_PID] = WORD ("pid"),
  [MMS_JSON_COMM] = WORD ("comm"),
  [MMS_JSON_FLAGS] = WORD ("flags"),
  [MMS_JSON_BUFFER] = WORD ("buffer"),
  [MMS_JSON_LOST] = WORD ("lost"),
  [MMS_JSON_REPEATED] = WORD ("repeated"),
  [MMS_JSON_INFO] = WORD ("info"),
};

static MmsJsonValue *
find_word (MmsJsonLine *line, const MmsJsonValue *key)
{
  for (guint i = 0; i < MMS_JSON_N_WORDS; i++)
    {
      if (mms_json_value_is (key, words[i].name, words[i].length))
        return &line->words[i];
    }
  return NULL;
}

static gboolean
add_member (MmsJsonLine *line, MmsJsonCursor *cursor, const MmsJsonValue *key)
{
  MmsJsonMember *member;

  if (line->n_members == MMS_JSON_FIELDS_MAX)
    {
      cursor->problem = "there are too many fields";
      return FALSE;
    }
  member = &line->members[line->n_members];
  if (!mms_json_take (cursor, &member->value))
    return FALSE;
  member->key = *key;
  line->n_members++;
  return TRUE;
}

static void
read_fields (MmsJsonLine *line, MmsJsonCursor *cursor)
{
  MmsJsonValue key;

  if (!mms_json_open (cursor, '{'))
    return;
  while (mms_json_next_key (cursor, &key) && add_member (line, cursor, &key))
    ;
}

static void
read_members (MmsJsonLine *line, MmsJsonCursor *cursor)
{
  MmsJsonValue key;

  if (!mms_json_open (cursor, '{'))
    return;
  while (mms_json_next_key (cursor, &key))
    {
      MmsJsonValue *word = find_word (line, &key);

      if (word != NULL)
        mms_json_take (cursor, word);
      else if (mms_json_value_is (&key, "fields", 6) && mms_json_is_at (cursor, '{'))
        read_fields (line, cursor);
      else
        add_member (line, cursor, &key);
    }
}

gboolean
mms_json_line_read (MmsJsonLine *line, const char *start, const char *end, const char **problem,
                    gsize *at)
{
  MmsJsonCursor cursor = { start, end, NULL, FALSE };

  memset (line->words, 0, sizeof (line->words));
  line->n_members = 0;
  read_members (line, &cursor);
  if (cursor.problem == NULL && !mms_json_is_done (&cursor))
    cursor.problem = "something follows the object";
  if (problem != NULL)
    *problem = cursor.problem;
  if (at != NULL)
    *at = (gsize) (cursor.p - start) + 1;
  return cursor.problem == NULL;
}
