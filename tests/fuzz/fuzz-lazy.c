/* fuzz-lazy.c - schemes and scenarios, from their texts to the first states of the machine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One input is several texts: a line "//// NAME" begins another one.  The first is compiled, and
 * the others are there to be included.  Of one named "edits" each line is a label or a FILE:LINE to
 * do without.
 */

#include <string.h>

#include "fuzz.h"
#include "sim/explore.h"
#include "sim/language.h"
#include "sim/program-text.h"

#define MARK "//// "

typedef struct
{
  char *name;
  const char *start;
  gsize length;
} Text;

static void
clear_text (gpointer data)
{
  g_free (((Text *) data)->name);
}

/* Where the line at @p ends, behind its end */
static const char *
skip_line (const char *p, const char *end)
{
  const char *newline = memchr (p, '\n', (gsize) (end - p));

  return newline != NULL ? newline + 1 : end;
}

static gboolean
is_mark (const char *p, const char *end)
{
  return (gsize) (end - p) >= strlen (MARK) && memcmp (p, MARK, strlen (MARK)) == 0;
}

static GArray *
split (const char *data, gsize size)
{
  GArray *texts = g_array_new (FALSE, TRUE, sizeof (Text));
  const char *end = data + size;
  Text text = { g_strdup ("main.lazy"), data, 0 };

  g_array_set_clear_func (texts, clear_text);
  for (const char *p = data; p < end && texts->len < 100; p = skip_line (p, end))
    {
      const char *next = skip_line (p, end);

      if (!is_mark (p, end))
        continue;
      text.length = (gsize) (p - text.start);
      g_array_append_val (texts, text);
      text.name = g_strndup (p + strlen (MARK), (gsize) (next - p) - strlen (MARK));
      g_strstrip (text.name);
      text.start = next;
    }
  text.length = (gsize) (end - text.start);
  g_array_append_val (texts, text);
  return texts;
}

static char *
include (const char *name,
         const char *from,
         char **path,
         gsize *length,
         gpointer user_data,
         GError **error)
{
  const GArray *texts = user_data;

  for (guint i = 1; i < texts->len; i++)
    {
      const Text *text = &g_array_index (texts, Text, i);
      char *copy;

      if (!g_str_equal (text->name, name))
        continue;
      copy = g_malloc (text->length + 1);
      memcpy (copy, text->start, text->length);
      copy[text->length] = '\0';
      *length = text->length;
      *path = g_strdup (name);
      return copy;
    }
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "there is no %s", name);
  return NULL;
}

static void
add_edits (MmsLanguage *language, const Text *text)
{
  g_autofree char *copy = g_strndup (text->start, text->length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", 50);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_utf8_validate (lines[i], -1, NULL) && *lines[i] != '\0')
      {
        if (i % 2 == 0)
          mms_language_add_without (language, lines[i]);
        else
          mms_language_add_weaken (language, lines[i]);
      }
}

/* Whatever can be compiled can be run. */
static void
run (const MmsProgram *program)
{
  for (MmsMemory memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 2, TRUE, NULL);
      const MmsExploreOptions options = { .n_threads = 1, .max_states = 50 };
      g_autoptr (MmsExploration) exploration = NULL;

      if (machine != NULL)
        exploration = mms_explore (machine, &options, NULL);
    }
}

static void
use (const MmsProgram *program)
{
  g_autofree char *text = mms_program_to_string (program);
  g_autoptr (GPtrArray) barriers = mms_language_list_barriers (program);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (guint i = 0; i < barriers->len; i++)
    g_assert_cmpuint (((MmsBarrier *) g_ptr_array_index (barriers, i))->line, >, 0);
  run (program);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GArray) texts = split ((const char *) data, size);
  const Text *first = &g_array_index (texts, Text, 0);
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;
  g_autofree char *problems = NULL;
  MmsLanguageResult result;

  mms_language_head_free (mms_language_read_head (first->start, (gssize) first->length));
  mms_language_set_include (language, include, texts);
  mms_language_add_text (language, first->name, first->start, (gssize) first->length);
  for (guint i = 1; i < texts->len; i++)
    if (g_str_equal (g_array_index (texts, Text, i).name, "edits"))
      add_edits (language, &g_array_index (texts, Text, i));
  result = mms_language_compile (language, &program);
  problems = mms_language_describe (language);
  g_assert_true (g_utf8_validate (problems, -1, NULL));
  g_assert_true (result != MMS_LANGUAGE_WRONG || *problems != '\0');
  g_assert_true (result != MMS_LANGUAGE_DONE || *problems == '\0');
  g_assert_true ((result == MMS_LANGUAGE_DONE) == (program != NULL));
  if (program != NULL)
    use (program);
  return 0;
}
