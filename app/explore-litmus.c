/* explore-litmus.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "explore-litmus.h"

#include <string.h>

#include "cli.h"
#include "json.h"
#include "sim/litmus-answer.h"
#include "subject.h"

char *
mms_explore_litmus_find (const MmsLibrary *library, const char *name)
{
  const MmsLibraryEntry *entry;

  if (g_str_has_suffix (name, ".litmus"))
    return g_strdup (name);
  if (strchr (name, '/') != NULL)
    return NULL;
  entry = mms_library_find (library, MMS_LIBRARY_LITMUS, name);
  return entry != NULL ? g_strdup (entry->path) : NULL;
}

static void
tell_text (const MmsLitmus *litmus, const MmsLitmusAnswer *answer)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "States %u\n", answer->n_ends);
  for (guint i = 0; i < answer->n_ends; i++)
    {
      g_autofree char *end = mms_litmus_answer_format_end (litmus, answer, i);

      g_string_append_printf (text, "%s\n", end);
    }
  g_string_append_printf (text, "%s\n", mms_answer_word_get_name (answer->word));
  mms_cli_write (text->str, -1);
}

static void
tell_json (const MmsLitmus *litmus, const MmsLitmusAnswer *answer, MmsMemory memory)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *ends = json_object_new_array ();
  g_autofree char *text = NULL;

  mms_json_add_text (object, "test", litmus->name);
  mms_json_add_text (object, "memory", mms_memory_get_name (memory));
  mms_json_add_text (object, "answer", mms_answer_word_get_name (answer->word));
  for (guint i = 0; i < answer->n_ends; i++)
    {
      struct json_object *end = json_object_new_object ();
      g_autofree char *state = mms_litmus_answer_format_end (litmus, answer, i);

      mms_json_add_text (end, "state", state);
      json_object_object_add (end, "holds",
                              json_object_new_boolean (g_array_index (answer->holds, gboolean, i)));
      json_object_array_add (ends, end);
    }
  json_object_object_add (object, "ends", ends);
  json_object_object_add (object, "good", json_object_new_boolean (answer->is_good));
  json_object_object_add (object, "complete", json_object_new_boolean (answer->is_complete));
  mms_json_add_number (object, "states", answer->n_states);
  text = mms_json_to_text (object);
  json_object_put (object);
  mms_cli_write (text, -1);
  mms_cli_write ("\n", -1);
}

static void
tell_doubts (const char *path, const MmsLitmusAnswer *answer)
{
  if (answer->is_broken)
    mms_cli_message (path, "some runs follow a pointer that leads nowhere, or their numbers become too "
                           "large: the answer is worth nothing");
  if (answer->is_stuck)
    mms_cli_message (path, "some runs wait for a lock that nobody will release");
  if (answer->is_narrow)
    mms_cli_message (path, "a process has more operations than the machine keeps in flight: ends may be "
                           "missing");
}

int
mms_explore_litmus (const char *path, const char *memory_name, const MmsExploreOptions *options,
                    gboolean as_json)
{
  MmsOutcomeLimits limits = { options->max_states, options->max_memory };
  MmsMemory memory = MMS_MEMORY_SC;
  g_autoptr (MmsLitmus) litmus = NULL;
  g_autoptr (MmsLitmusAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (memory_name != NULL && !mms_memory_parse (memory_name, &memory))
    return mms_cli_usage ("explore", "'%s' is no memory model; there are sc, tso and weak",
                          memory_name);
  mms_cli_set_path (path);
  mms_cli_keep_output ();
  mms_progress_begin (mms_cli_get_progress (), "exploring");
  if (!g_file_get_contents (path, &text, &length, &error))
    {
      mms_cli_message (NULL, "%s", error->message);
      return MMS_STATUS_UNREADABLE;
    }
  litmus = mms_litmus_read (path, text, length, &error);
  if (litmus != NULL)
    answer = mms_litmus_answer (litmus, memory, &limits, mms_cli_get_progress (), &error);
  if (answer == NULL)
    {
      mms_cli_lines (error->message);
      return MMS_STATUS_UNREADABLE;
    }
  tell_doubts (path, answer);
  if (as_json)
    tell_json (litmus, answer, memory);
  else
    tell_text (litmus, answer);
  return answer->is_complete && !answer->is_broken ? MMS_STATUS_CLEAN : MMS_STATUS_DAMAGED;
}
