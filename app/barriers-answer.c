/* barriers-answer.c - what was found out about barriers, as text and as JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "barriers-private.h"

#include "cli.h"
#include "json.h"

static void
append_ids (GString *text, const GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (const char *) g_ptr_array_index (ids, i));
}

static void
append_question (GString *text, const MmsBarrierQuestion *question)
{
  g_autofree char *line = g_strdup (question->text);

  g_strdelimit (line, "\t", ' ');
  g_string_append_printf (text, "%s  %s\n", question->place, line);
  for (guint i = 0; i < question->needs->len; i++)
    {
      const MmsBarrierNeed *need = g_ptr_array_index (question->needs, i);

      g_string_append_printf (text, "  needed in %s, weakened: ", need->scenario);
      append_ids (text, need->ids);
      g_string_append_c (text, '\n');
    }
  if (question->n_unfinished > 0)
    g_string_append_printf (text, "  not finished in %u scenario%s\n", question->n_unfinished,
                            question->n_unfinished == 1 ? "" : "s");
  if (question->needs->len == 0 && question->n_unfinished == 0 && question->n_asked == 0)
    g_string_append (text, "  no run comes to it in these scenarios\n");
  else if (question->needs->len == 0 && question->n_unfinished == 0)
    g_string_append_printf (text, "  weakened, nothing goes wrong in the %u scenario%s searched\n",
                            question->n_asked, question->n_asked == 1 ? "" : "s");
}

static void
append_repair (GString *text, const MmsBarrierFault *fault)
{
  const MmsRepair *repair = fault->repair;

  switch (repair != NULL ? repair->result : MMS_REPAIR_NOT_NEEDED)
    {
    case MMS_REPAIR_FOUND:
      g_string_append (text, "  a smallest set of full barriers against ");
      append_ids (text, repair->detectors);
      g_string_append_printf (text, ", found in %u searches: smp_mb() before ", repair->n_searches);
      for (guint i = 0; i < repair->fences->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? " and before " : "",
                                (const char *) g_ptr_array_index (repair->fences, i));
      g_string_append_c (text, '\n');
      break;
    case MMS_REPAIR_NONE:
      g_string_append (text, "  no full barriers keep it from happening, one before each line; within a line none was tried\n");
      break;
    case MMS_REPAIR_UNFINISHED:
      g_string_append (text, "  the search for barriers that repair it was not finished\n");
      break;
    default:
      g_string_append (text, "  no barrier is to blame: it happens under sc, too\n");
      break;
    }
}

void
mms_barriers_tell_text (const MmsBarrierInquiry *inquiry)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < inquiry->faults->len; i++)
    {
      const MmsBarrierFault *fault = g_ptr_array_index (inquiry->faults, i);

      g_string_append_printf (text, "%s is violated as it is: ", fault->scenario);
      append_ids (text, fault->ids);
      g_string_append_c (text, '\n');
      append_repair (text, fault);
    }
  for (guint i = 0; i < inquiry->questions->len; i++)
    append_question (text, g_ptr_array_index (inquiry->questions, i));
  g_string_append_printf (text,
                          "%u scenario%s: %u safe, whose barriers were weakened one at a time; %u "
                          "violated as they are; %u not finished\n",
                          inquiry->n_scenarios, inquiry->n_scenarios == 1 ? "" : "s",
                          inquiry->n_safe, inquiry->faults->len,
                          inquiry->n_unfinished);
  if (inquiry->n_full > 0)
    g_string_append_printf (text,
                            "%u of %u searches came to a full store buffer or window: more operations in flight were "
                            "not looked at (--buffer)\n",
                            inquiry->n_full, inquiry->n_searches);
  mms_cli_write (text->str, -1);
}

static struct json_object *
texts_to_json (const GPtrArray *texts)
{
  struct json_object *array = json_object_new_array ();

  for (guint i = 0; i < texts->len; i++)
    json_object_array_add (array, json_object_new_string (g_ptr_array_index (texts, i)));
  return array;
}

static struct json_object *
question_to_json (const MmsBarrierQuestion *question)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *needs = json_object_new_array ();

  mms_json_add_text (object, "line", question->place);
  mms_json_add_text (object, "label", question->label);
  mms_json_add_text (object, "text", question->text);
  for (guint i = 0; i < question->needs->len; i++)
    {
      const MmsBarrierNeed *need = g_ptr_array_index (question->needs, i);
      struct json_object *one = json_object_new_object ();

      mms_json_add_text (one, "scenario", need->scenario);
      json_object_object_add (one, "detectors", texts_to_json (need->ids));
      json_object_array_add (needs, one);
    }
  json_object_object_add (object, "needed", needs);
  mms_json_add_number (object, "scenarios", question->n_asked);
  mms_json_add_number (object, "not_reached", question->n_passed_by);
  mms_json_add_number (object, "unfinished", question->n_unfinished);
  return object;
}

static struct json_object *
fault_to_json (const MmsBarrierFault *fault)
{
  static const char *const results[] = {
    [MMS_REPAIR_NOT_NEEDED] = "sc",
    [MMS_REPAIR_FOUND] = "found",
    [MMS_REPAIR_NONE] = "none",
    [MMS_REPAIR_UNFINISHED] = "unfinished",
  };
  struct json_object *object = json_object_new_object ();

  mms_json_add_text (object, "scenario", fault->scenario);
  json_object_object_add (object, "detectors", texts_to_json (fault->ids));
  mms_json_add_text (
      object, "repair",
      results[fault->repair != NULL ? fault->repair->result : MMS_REPAIR_NOT_NEEDED]);
  if (fault->repair != NULL)
    {
      json_object_object_add (object, "barriers_before", texts_to_json (fault->repair->fences));
      json_object_object_add (object, "against", texts_to_json (fault->repair->detectors));
      mms_json_add_number (object, "searches", fault->repair->n_searches);
    }
  return object;
}

void
mms_barriers_tell_json (const MmsBarrierInquiry *inquiry, MmsMemory memory)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *questions = json_object_new_array ();
  struct json_object *faults = json_object_new_array ();
  g_autofree char *text = NULL;

  mms_json_add_text (object, "scheme", inquiry->words.scheme);
  mms_json_add_text (object, "memory", mms_memory_get_name (memory));
  mms_json_add_number (object, "scenarios", inquiry->n_scenarios);
  for (guint i = 0; i < inquiry->questions->len; i++)
    json_object_array_add (questions, question_to_json (g_ptr_array_index (inquiry->questions, i)));
  for (guint i = 0; i < inquiry->faults->len; i++)
    json_object_array_add (faults, fault_to_json (g_ptr_array_index (inquiry->faults, i)));
  json_object_object_add (object, "barriers", questions);
  json_object_object_add (object, "violated", faults);
  mms_json_add_number (object, "searches", inquiry->n_searches);
  mms_json_add_number (object, "full", inquiry->n_full);
  text = mms_json_to_text (object);
  json_object_put (object);
  mms_cli_write (text, -1);
  mms_cli_write ("\n", -1);
}
