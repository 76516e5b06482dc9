/* barriers.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "barriers.h"

#include <string.h>

#include "cli.h"
#include "json.h"
#include "sim/language.h"
#include "sim/repair.h"
#include "verdict.h"

#define COMMAND "explore"

/* A scenario in which a barrier is needed. */
typedef struct
{
  char *scenario;
  GPtrArray *ids; /* char *: what happens without it */
} Need;

typedef struct
{
  char *place; /* "kernel.lazy:258" */
  char *label; /* (nullable) */
  char *text;
  GPtrArray *needs;   /* Need */
  guint n_asked;      /* scenarios that have it */
  guint n_unfinished;
} Question;

/* What became of a scenario that goes wrong as it is. */
typedef struct
{
  char *scenario;
  GPtrArray *ids; /* char *: what is found */
  MmsRepair *repair; /* (nullable): under sc there is nothing to be repaired */
} Fault;

typedef struct
{
  const MmsLibrary *library;
  MmsSubjectWords words;
  MmsExploreOptions options;
  GPtrArray *questions; /* Question, by place */
  GPtrArray *faults;    /* Fault */
  guint n_scenarios;
  guint n_safe;
  guint n_unfinished;   /* as they are */
  int status;
} Inquiry;

static void
free_need (gpointer data)
{
  Need *need = data;

  g_free (need->scenario);
  g_ptr_array_unref (need->ids);
  g_free (need);
}

static void
free_question (gpointer data)
{
  Question *question = data;

  g_free (question->place);
  g_free (question->label);
  g_free (question->text);
  g_ptr_array_unref (question->needs);
  g_free (question);
}

static void
free_fault (gpointer data)
{
  Fault *fault = data;

  g_free (fault->scenario);
  g_ptr_array_unref (fault->ids);
  g_clear_pointer (&fault->repair, mms_repair_free);
  g_free (fault);
}

/* --- searches --- */

static GPtrArray *
copy_ids (const MmsExploration *exploration)
{
  g_autoptr (GPtrArray) ids = mms_verdict_list_ids (exploration, TRUE);
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (copies, g_strdup (g_ptr_array_index (ids, i)));
  return copies;
}

/* @ids: (out) (transfer full).  Returns: whether there is an answer */
static gboolean
search (const Inquiry *inquiry, const MmsSubject *subject, MmsVerdict *verdict, GPtrArray **ids)
{
  g_autoptr (MmsMachine) machine
      = mms_machine_new (subject->program, subject->memory, 0, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = NULL;

  if (machine == NULL)
    return FALSE;
  exploration = mms_explore (machine, &inquiry->options, mms_cli_get_progress ());
  *verdict = mms_exploration_get_verdict (exploration);
  *ids = copy_ids (exploration);
  return TRUE;
}

static Question *
take_question (Inquiry *inquiry, const MmsBarrier *barrier)
{
  g_autofree char *place = g_strdup_printf ("%s:%u", barrier->file, barrier->line);
  Question *question;

  for (guint i = 0; i < inquiry->questions->len; i++)
    {
      question = g_ptr_array_index (inquiry->questions, i);
      if (strcmp (question->place, place) == 0)
        return question;
    }
  question = g_new0 (Question, 1);
  question->place = g_steal_pointer (&place);
  question->label = g_strdup (barrier->label);
  question->text = g_strdup (barrier->text);
  question->needs = g_ptr_array_new_with_free_func (free_need);
  g_ptr_array_add (inquiry->questions, question);
  return question;
}

static void
ask (Inquiry *inquiry, const char *scenario, Question *question)
{
  const char *weaken[] = { question->place, NULL };
  MmsSubjectWords words = inquiry->words;
  g_autoptr (MmsSubject) subject = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  MmsVerdict verdict = MMS_VERDICT_UNFINISHED;
  int status = MMS_STATUS_CLEAN;
  Need *need;

  words.weaken = weaken;
  subject = mms_subject_new (COMMAND, inquiry->library, &words, &status);
  if (subject == NULL)
    return;
  question->n_asked++;
  if (!search (inquiry, subject, &verdict, &ids) || verdict == MMS_VERDICT_UNFINISHED)
    question->n_unfinished++;
  if (verdict != MMS_VERDICT_VIOLATED)
    return;
  need = g_new0 (Need, 1);
  need->scenario = g_strdup (scenario);
  need->ids = g_steal_pointer (&ids);
  g_ptr_array_add (question->needs, need);
}

/* What takes a lock, lets it go or waits orders by itself: nothing of that can be weakened. */
static gboolean
can_be_weakened (const MmsBarrier *barrier)
{
  return barrier->op != MMS_OP_LOCK && barrier->op != MMS_OP_UNLOCK && barrier->op != MMS_OP_AWAIT;
}

static void
ask_all (Inquiry *inquiry, const MmsSubject *subject, const char *scenario)
{
  g_autoptr (GPtrArray) barriers = mms_language_list_barriers (subject->program);
  const char *last = "";

  for (guint i = 0; i < barriers->len; i++)
    {
      const MmsBarrier *barrier = g_ptr_array_index (barriers, i);
      g_autofree char *detail = g_strdup_printf ("barrier %u of %u", i + 1, barriers->len);
      Question *question;

      if (!can_be_weakened (barrier))
        continue;
      question = take_question (inquiry, barrier);
      if (mms_progress_is_cancelled (mms_cli_get_progress (), NULL))
        {
          question->n_unfinished++;
          continue;
        }
      mms_cli_set_detail (detail);
      /* A line may have several operations. */
      if (strcmp (question->place, last) != 0)
        ask (inquiry, scenario, question);
      last = question->place;
    }
}

/* What a scenario does is given: where it has a file of its own, the scheme is to be repaired. */
static gboolean
is_given (const Inquiry *inquiry, const char *fence)
{
  g_autofree char *path = mms_subject_find_path (inquiry->library, MMS_LIBRARY_SCENARIOS,
                                                 inquiry->words.scenario);
  g_autofree char *file = path != NULL ? g_path_get_basename (path) : NULL;
  const char *colon = strrchr (fence, ':');

  return inquiry->words.scheme != NULL && file != NULL && colon != NULL
         && strlen (file) == (gsize) (colon - fence)
         && strncmp (file, fence, strlen (file)) == 0;
}

static MmsProgram *
compile_fenced (const char *const *fences, gpointer user_data)
{
  const Inquiry *inquiry = user_data;
  MmsSubjectWords words = inquiry->words;
  MmsSubject *subject;
  MmsProgram *program;
  int status = MMS_STATUS_CLEAN;

  for (guint i = 0; fences[i] != NULL; i++)
    if (is_given (inquiry, fences[i]))
      return NULL;
  words.fences = fences;
  words.is_quiet = TRUE;
  subject = mms_subject_new (COMMAND, inquiry->library, &words, &status);
  if (subject == NULL)
    return NULL;
  program = subject->program;
  g_free (subject->name);
  g_free (subject);
  return program;
}

static void
find_fault (Inquiry *inquiry, const MmsSubject *subject, const char *scenario, GPtrArray *ids)
{
  Fault *fault = g_new0 (Fault, 1);

  fault->scenario = g_strdup (scenario);
  fault->ids = g_ptr_array_ref (ids);
  if (subject->memory != MMS_MEMORY_SC)
    fault->repair = mms_repair_find (compile_fenced, inquiry, subject->memory, &inquiry->options,
                                     mms_cli_get_progress ());
  g_ptr_array_add (inquiry->faults, fault);
  inquiry->status = (int) mms_status_join (inquiry->status, MMS_STATUS_FINDINGS);
}

static void
visit (Inquiry *inquiry, const char *scenario)
{
  g_autoptr (MmsSubject) subject = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  MmsVerdict verdict = MMS_VERDICT_UNFINISHED;
  const char *name;
  int status = MMS_STATUS_CLEAN;

  inquiry->words.scenario = scenario;
  subject = mms_subject_new (COMMAND, inquiry->library, &inquiry->words, &status);
  if (subject == NULL)
    {
      if (!inquiry->words.is_quiet)
        inquiry->status = (int) mms_status_join (inquiry->status, status);
      return;
    }
  name = subject->program->scenario != NULL ? subject->program->scenario : scenario;
  mms_cli_set_path (name);
  mms_cli_set_detail ("");
  inquiry->n_scenarios++;
  if (!search (inquiry, subject, &verdict, &ids))
    return;
  if (verdict == MMS_VERDICT_VIOLATED)
    find_fault (inquiry, subject, name, ids);
  else if (verdict == MMS_VERDICT_SAFE)
    {
      inquiry->n_safe++;
      ask_all (inquiry, subject, name);
    }
  else
    inquiry->n_unfinished++;
}

/* --- answers --- */

static void
append_ids (GString *text, const GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (const char *) g_ptr_array_index (ids, i));
}

static void
append_question (GString *text, const Question *question)
{
  g_autofree char *line = g_strdup (question->text);

  g_strdelimit (line, "\t", ' ');
  g_string_append_printf (text, "%s  %s\n", question->place, line);
  for (guint i = 0; i < question->needs->len; i++)
    {
      const Need *need = g_ptr_array_index (question->needs, i);

      g_string_append_printf (text, "  needed in %s, without it: ", need->scenario);
      append_ids (text, need->ids);
      g_string_append_c (text, '\n');
    }
  if (question->n_unfinished > 0)
    g_string_append_printf (text, "  not finished in %u scenario%s\n", question->n_unfinished,
                            question->n_unfinished == 1 ? "" : "s");
  if (question->needs->len == 0 && question->n_unfinished == 0)
    g_string_append_printf (text, "  without it, nothing goes wrong in the %u scenario%s searched\n",
                            question->n_asked, question->n_asked == 1 ? "" : "s");
}

static void
append_repair (GString *text, const Fault *fault)
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
      g_string_append (text, "  no full barriers before lines keep it from happening\n");
      break;
    case MMS_REPAIR_UNFINISHED:
      g_string_append (text, "  the search for barriers that repair it was not finished\n");
      break;
    default:
      g_string_append (text, "  no barrier is to blame: it happens under sc, too\n");
      break;
    }
}

static void
tell_text (const Inquiry *inquiry)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < inquiry->faults->len; i++)
    {
      const Fault *fault = g_ptr_array_index (inquiry->faults, i);

      g_string_append_printf (text, "%s is violated as it is: ", fault->scenario);
      append_ids (text, fault->ids);
      g_string_append_c (text, '\n');
      append_repair (text, fault);
    }
  for (guint i = 0; i < inquiry->questions->len; i++)
    append_question (text, g_ptr_array_index (inquiry->questions, i));
  g_string_append_printf (text,
                          "%u scenarios: %u safe, whose barriers were weakened one at a time; %u "
                          "violated as they are; %u not finished\n",
                          inquiry->n_scenarios, inquiry->n_safe, inquiry->faults->len,
                          inquiry->n_unfinished);
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
question_to_json (const Question *question)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *needs = json_object_new_array ();

  mms_json_add_text (object, "line", question->place);
  mms_json_add_text (object, "label", question->label);
  mms_json_add_text (object, "text", question->text);
  for (guint i = 0; i < question->needs->len; i++)
    {
      const Need *need = g_ptr_array_index (question->needs, i);
      struct json_object *one = json_object_new_object ();

      mms_json_add_text (one, "scenario", need->scenario);
      json_object_object_add (one, "detectors", texts_to_json (need->ids));
      json_object_array_add (needs, one);
    }
  json_object_object_add (object, "needed", needs);
  mms_json_add_number (object, "scenarios", question->n_asked);
  mms_json_add_number (object, "unfinished", question->n_unfinished);
  return object;
}

static struct json_object *
fault_to_json (const Fault *fault)
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

static void
tell_json (const Inquiry *inquiry, MmsMemory memory)
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
  text = mms_json_to_text (object);
  json_object_put (object);
  mms_cli_write (text, -1);
  mms_cli_write ("\n", -1);
}

static void
visit_library (Inquiry *inquiry)
{
  GPtrArray *entries = mms_library_list (inquiry->library, MMS_LIBRARY_SCENARIOS);

  /* A scheme need not have what each of them requires. */
  inquiry->words.is_quiet = TRUE;
  for (guint i = 0; i < entries->len; i++)
    visit (inquiry, ((const MmsLibraryEntry *) g_ptr_array_index (entries, i))->path);
}

static gboolean
has_unfinished (const Inquiry *inquiry)
{
  if (inquiry->n_unfinished > 0)
    return TRUE;
  for (guint i = 0; i < inquiry->questions->len; i++)
    if (((const Question *) g_ptr_array_index (inquiry->questions, i))->n_unfinished > 0)
      return TRUE;
  return FALSE;
}

int
mms_barriers_ask (const MmsLibrary        *library,
                  const MmsSubjectWords   *words,
                  const char *const       *scenarios,
                  const MmsExploreOptions *options,
                  gboolean                 as_json)
{
  Inquiry inquiry = { .library = library,
                      .words = *words,
                      .options = *options,
                      .questions = g_ptr_array_new_with_free_func (free_question),
                      .faults = g_ptr_array_new_with_free_func (free_fault),
                      .status = MMS_STATUS_CLEAN };
  MmsMemory memory = MMS_MEMORY_SC;

  if (words->memory != NULL && !mms_memory_parse (words->memory, &memory))
    return mms_cli_usage (COMMAND, "'%s' is no memory model; there are sc, tso and weak",
                          words->memory);
  if (memory == MMS_MEMORY_SC)
    return mms_cli_usage (COMMAND, "under sc no barrier orders anything; --memory tso or weak asks for "
                          "them");
  /* What a line that is weakened does is asked for, not how often. */
  inquiry.options.func = NULL;
  for (guint i = 0; scenarios[i] != NULL; i++)
    if (strcmp (scenarios[i], "all") == 0)
      visit_library (&inquiry);
    else
      visit (&inquiry, scenarios[i]);
  if (has_unfinished (&inquiry))
    inquiry.status = (int) mms_status_join (inquiry.status, MMS_STATUS_DAMAGED);
  if (inquiry.n_scenarios > 0 && as_json)
    tell_json (&inquiry, memory);
  else if (inquiry.n_scenarios > 0)
    tell_text (&inquiry);
  g_ptr_array_unref (inquiry.questions);
  g_ptr_array_unref (inquiry.faults);
  return inquiry.status;
}
