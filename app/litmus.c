/* litmus.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus.h"

#include <string.h>

#include "cli.h"
#include "json.h"
#include "sim/litmus-answer.h"
#include "sim/text-file.h"

gboolean
mms_litmus_is_named (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".litmus");
}

/* A message that may have the line it is about below it. */
static void
tell_error (const char *path, const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);

  mms_cli_message (error->domain == MMS_SIM_ERROR ? NULL : path, "%s", lines[0]);
  for (guint i = 1; lines[i] != NULL; i++)
    mms_cli_message (NULL, "%s", lines[i]);
}

/* (transfer full) (nullable) */
static MmsLitmus *
read_test (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *text = NULL;
  gsize length;
  MmsLitmus *litmus = NULL;

  text = mms_text_file_read (path, &length, &error);
  if (text != NULL)
    litmus = mms_litmus_read (name, text, length, &error);
  if (litmus == NULL)
    tell_error (path, error);
  return litmus;
}

static void
tell_doubts (const char *path, const MmsLitmusAnswer *answer)
{
  if (answer->is_broken)
    mms_cli_message (path, "some runs follow a pointer that leads nowhere, or their numbers become too "
                     "large: they are left out");
  if (answer->is_stuck)
    mms_cli_message (path, "some runs wait for ever for a lock: they have no end");
  if (answer->is_narrow)
    mms_cli_message (path, "a process has more operations than a machine keeps in flight: reorderings "
                     "across thirty-two and more are left out");
  if (!answer->is_complete)
    mms_cli_message (path, "not finished: %" G_GUINT64_FORMAT " state%s, and there are more",
                     answer->n_states, answer->n_states == 1 ? "" : "s");
}

/* As herd7 counts: what is in favour of the question. */
static void
count (const MmsLitmus *litmus, const MmsLitmusAnswer *answer, guint *n_positive, guint *n_negative)
{
  gboolean is_not = litmus->quantifier == MMS_LITMUS_NOT_EXISTS;
  guint n_others = answer->n_ends - answer->n_holding;

  *n_positive = is_not ? n_others : answer->n_holding;
  *n_negative = is_not ? answer->n_holding : n_others;
}

static void
write_lines (const MmsLitmus *litmus, const MmsLitmusAnswer *answer)
{
  g_autofree char *line = NULL;
  guint n_positive;
  guint n_negative;

  for (guint i = 0; i < answer->n_ends; i++)
    {
      g_autofree char *end = mms_litmus_answer_format_end (litmus, answer, i);
      g_autofree char *text = g_strconcat (end, "\n", NULL);

      if (!mms_cli_write (text, -1))
        return;
    }
  count (litmus, answer, &n_positive, &n_negative);
  line = g_strdup_printf ("Positive: %u Negative: %u\n%s\n", n_positive, n_negative,
                          mms_answer_word_get_name (answer->word));
  mms_cli_write (line, -1);
}

static void
write_json (const MmsLitmus *litmus, const MmsLitmusAnswer *answer, MmsMemory memory)
{
  static const char *const quantifiers[] = { "exists", "~exists", "forall" };
  struct json_object *object = json_object_new_object ();
  struct json_object *ends = json_object_new_array ();
  g_autofree char *text = NULL;
  guint n_positive;
  guint n_negative;

  count (litmus, answer, &n_positive, &n_negative);
  for (guint i = 0; i < answer->n_ends; i++)
    {
      g_autofree char *end = mms_litmus_answer_format_end (litmus, answer, i);

      json_object_array_add (ends, json_object_new_string (end));
    }
  mms_json_add_text (object, "test", litmus->name);
  mms_json_add_text (object, "memory", mms_memory_get_name (memory));
  mms_json_add_text (object, "question", quantifiers[litmus->quantifier]);
  json_object_object_add (object, "ends", ends);
  mms_json_add_number (object, "positive", n_positive);
  mms_json_add_number (object, "negative", n_negative);
  mms_json_add_text (object, "answer", mms_answer_word_get_name (answer->word));
  json_object_object_add (object, "complete", json_object_new_boolean (answer->is_complete));
  mms_json_add_number (object, "states", answer->n_states);
  text = mms_json_to_text (object);
  mms_cli_write (text, -1);
  mms_cli_write ("\n", -1);
  json_object_put (object);
}

int
mms_litmus_explore (const char             *path,
                    MmsMemory               memory,
                    const MmsOutcomeLimits *limits,
                    gboolean                as_json)
{
  g_autoptr (MmsLitmus) litmus = NULL;
  g_autoptr (MmsLitmusAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  mms_cli_set_path (path);
  litmus = read_test (path);
  if (litmus == NULL)
    return MMS_STATUS_UNREADABLE;
  answer = mms_litmus_answer (litmus, memory, limits, mms_cli_get_progress (), &error);
  if (answer == NULL)
    {
      tell_error (path, error);
      return MMS_STATUS_UNREADABLE;
    }
  tell_doubts (path, answer);
  if (as_json)
    write_json (litmus, answer, memory);
  else
    write_lines (litmus, answer);
  return answer->word == MMS_ANSWER_UNKNOWN ? MMS_STATUS_DAMAGED : MMS_STATUS_CLEAN;
}
