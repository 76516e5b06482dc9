/* lazyc.c - compiles a scheme and a scenario and shows what became of them
 *
 * lazyc [--library DIR] [--without WHERE] [--weaken WHERE] [--set NAME=VALUE] [--barriers | --quiet
 * | --explore sc|tso|weak] FILE…
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "sim/explore.h"
#include "sim/language.h"
#include "sim/program-text.h"

static void
show_barriers (const MmsProgram *program)
{
  g_autoptr (GPtrArray) barriers = mms_language_list_barriers (program);

  for (guint i = 0; i < barriers->len; i++)
    {
      const MmsBarrier *barrier = g_ptr_array_index (barriers, i);

      g_print ("%s:%u: %s%s%s: %s\n", barrier->file, barrier->line, barrier->function,
               barrier->label != NULL ? " " : "", barrier->label != NULL ? barrier->label : "",
               barrier->text);
    }
}

static gboolean
explore (const MmsProgram *program, const char *name)
{
  g_autoptr (MmsMachine) machine = NULL;
  g_autoptr (MmsExploration) exploration = NULL;
  g_autoptr (GError) error = NULL;
  const MmsExploreNumbers *numbers;
  const GArray *alarms;
  MmsMemory memory;

  if (!mms_memory_parse (name, &memory))
    return FALSE;
  machine = mms_machine_new (program, memory, 0, TRUE, &error);
  if (machine == NULL)
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  exploration = mms_explore (machine, &(MmsExploreOptions){ .max_states = 2000000 }, NULL);
  numbers = mms_exploration_get_numbers (exploration);
  alarms = mms_exploration_get_alarms (exploration);
  g_print ("%s: %" G_GUINT64_FORMAT " states\n",
           mms_verdict_get_name (mms_exploration_get_verdict (exploration)), numbers->n_states);
  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);
      const char *text = mms_machine_get_alarm_text (machine, found->alarm);

      g_print ("%s after %u%s%s%s\n", mms_machine_get_alarm_id (machine, found->alarm),
               found->length, found->is_violation ? "" : " (information)", text != NULL ? ": " : "",
               text != NULL ? text : "");
    }
  return TRUE;
}

static void
set_constant (MmsLanguage *language, const char *setting)
{
  const char *equal = strchr (setting, '=');
  g_autofree char *name = NULL;

  if (equal == NULL)
    return;
  name = g_strndup (setting, (gsize) (equal - setting));
  mms_language_add_constant (language, name, atoi (equal + 1));
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) without = NULL;
  g_auto (GStrv) weaken = NULL;
  g_auto (GStrv) constants = NULL;
  g_autofree char *library = NULL;
  g_autofree char *memory = NULL;
  gboolean barriers = FALSE;
  gboolean quiet = FALSE;
  const GOptionEntry options[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &library, NULL, NULL },
    { "without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &without, NULL, NULL },
    { "weaken", 0, 0, G_OPTION_ARG_STRING_ARRAY, &weaken, NULL, NULL },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &constants, NULL, NULL },
    { "barriers", 0, 0, G_OPTION_ARG_NONE, &barriers, NULL, NULL },
    { "explore", 0, 0, G_OPTION_ARG_STRING, &memory, NULL, NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &quiet, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE…");
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsLanguage) language = NULL;
  g_autoptr (MmsProgram) program = NULL;
  g_autofree char *text = NULL;
  MmsLanguageResult result;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  language = mms_language_new (library);
  for (int i = 1; i < argc; i++)
    if (!mms_language_add_file (language, argv[i], &error))
      {
        g_printerr ("%s\n", error->message);
        return 3;
      }
  for (guint i = 0; without != NULL && without[i] != NULL; i++)
    mms_language_add_without (language, without[i]);
  for (guint i = 0; weaken != NULL && weaken[i] != NULL; i++)
    mms_language_add_weaken (language, weaken[i]);
  for (guint i = 0; constants != NULL && constants[i] != NULL; i++)
    set_constant (language, constants[i]);

  result = mms_language_compile (language, &program);
  if (result == MMS_LANGUAGE_NOT_APPLICABLE)
    {
      GPtrArray *missing = mms_language_get_missing (language);

      for (guint i = 0; i < missing->len; i++)
        g_print ("not applicable: there is no %s\n", (char *) g_ptr_array_index (missing, i));
      return 5;
    }
  if (result == MMS_LANGUAGE_WRONG)
    {
      text = mms_language_describe (language);
      g_printerr ("%s", text);
      return 1;
    }
  if (memory != NULL)
    return explore (program, memory) ? 0 : 1;
  if (barriers)
    show_barriers (program);
  else if (!quiet)
    {
      text = mms_program_to_string (program);
      g_print ("%s", text);
    }
  return 0;
}
