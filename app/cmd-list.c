/* cmd-list.c - mmscope list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include "cli.h"
#include "json.h"
#include "sim/library.h"

#define COMMAND "list"

static const MmsCliHelp help = {
  .command = COMMAND,
  .parameters = "",
  .summary = "Lists the schemes, scenarios and litmus tests of the library.",
  .description =
    "The library is the folder that was installed with mmscope, or the one that the environment\n"
    "variable MMSCOPE_SAMPLES names.  Names go to 'mmscope explore' and 'mmscope simulate'.\n",
};

static const struct
{
  const char *title;
  const char *key;
} shelves[MMS_N_LIBRARY_SHELVES] = {
  [MMS_LIBRARY_SCHEMES] = { "Schemes", "schemes" },
  [MMS_LIBRARY_SCENARIOS] = { "Scenarios", "scenarios" },
  [MMS_LIBRARY_LITMUS] = { "Litmus tests", "litmus" },
};

static void
tell_text (const MmsLibrary *library)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint shelf = 0; shelf < MMS_N_LIBRARY_SHELVES; shelf++)
    {
      GPtrArray *entries = mms_library_list (library, shelf);

      g_string_append_printf (text, "%s%s\n", shelf > 0 ? "\n" : "", shelves[shelf].title);
      for (guint i = 0; i < entries->len; i++)
        {
          const MmsLibraryEntry *entry = g_ptr_array_index (entries, i);
          const char *name = entry->title != NULL ? entry->title : "";

          if (entry->name != NULL)
            g_string_append_printf (text, "  %-10s %-28s %s\n", entry->id, entry->name, name);
          else if (*name != '\0')
            g_string_append_printf (text, "  %-10s %s\n", entry->id, name);
          else
            g_string_append_printf (text, "  %s\n", entry->id);
        }
    }
  mms_cli_write (text->str, -1);
}

static struct json_object *
entry_to_json (const MmsLibraryEntry *entry)
{
  struct json_object *object = json_object_new_object ();

  mms_json_add_text (object, "id", entry->id);
  mms_json_add_text (object, "name", entry->name);
  mms_json_add_text (object, "title", entry->title);
  mms_json_add_text (object, "file", entry->path);
  return object;
}

static void
tell_json (const MmsLibrary *library)
{
  struct json_object *object = json_object_new_object ();
  g_autofree char *text = NULL;

  mms_json_add_text (object, "folder", mms_library_get_folder (library));
  for (guint shelf = 0; shelf < MMS_N_LIBRARY_SHELVES; shelf++)
    {
      GPtrArray *entries = mms_library_list (library, shelf);
      struct json_object *array = json_object_new_array ();

      for (guint i = 0; i < entries->len; i++)
        json_object_array_add (array, entry_to_json (g_ptr_array_index (entries, i)));
      json_object_object_add (object, shelves[shelf].key, array);
    }
  text = mms_json_to_text (object);
  json_object_put (object);
  mms_cli_write (text, -1);
  mms_cli_write ("\n", -1);
}

int
mms_cmd_list (int argc, char **argv)
{
  g_auto (GStrv) files = NULL;
  gboolean as_json = FALSE;
  int status = MMS_STATUS_CLEAN;
  g_autoptr (MmsLibrary) library = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Write JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };

  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (files != NULL)
    return mms_cli_usage (COMMAND, "'%s' is too much; it lists all there is", files[0]);

  library = mms_library_open ();
  if (!g_file_test (mms_library_get_folder (library), G_FILE_TEST_IS_DIR))
    {
      mms_cli_message (mms_library_get_folder (library), "there is no library here");
      return MMS_STATUS_UNREADABLE;
    }
  if (as_json)
    tell_json (library);
  else
    tell_text (library);
  return MMS_STATUS_CLEAN;
}
