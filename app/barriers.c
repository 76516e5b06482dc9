/* barriers.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "barriers-private.h"

#include <string.h>

#include "cli.h"
#include "sim/language.h"
#include "verdict.h"

#define COMMAND "explore"

static void
free_need (gpointer data)
{
  MmsBarrierNeed *need = data;

  g_free (need->scenario);
  g_ptr_array_unref (need->ids);
  g_free (need);
}

static void
free_question (gpointer data)
{
  MmsBarrierQuestion *question = data;

  g_free (question->place);
  g_free (question->label);
  g_free (question->text);
  g_ptr_array_unref (question->needs);
  g_free (question);
}

static void
free_fault (gpointer data)
{
  MmsBarrierFault *fault = data;

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

/* @covered: (nullable): by instruction; 1 where any run comes to it.  @ids: (out) (transfer full).
 * Returns: whether there is an answer */
static gboolean
search (MmsBarrierInquiry *inquiry, const MmsSubject *subject, guint8 *covered,
        MmsVerdict *verdict, GPtrArray **ids)
{
  g_autoptr (MmsMachine) machine
      = mms_machine_new (subject->program, subject->memory, subject->buffer, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = NULL;
  MmsExploreOptions options = inquiry->options;

  if (machine == NULL)
    return FALSE;
  options.covered = covered;
  exploration = mms_explore (machine, &options, mms_cli_get_progress ());
  *verdict = mms_exploration_get_verdict (exploration);
  inquiry->n_searches++;
  inquiry->n_full += mms_exploration_get_full_at (exploration) != 0;
  *ids = copy_ids (exploration);
  return TRUE;
}

static MmsBarrierQuestion *
take_question (MmsBarrierInquiry *inquiry, const MmsBarrier *barrier)
{
  g_autofree char *place = g_strdup_printf ("%s:%u", barrier->file, barrier->line);
  MmsBarrierQuestion *question;

  for (guint i = 0; i < inquiry->questions->len; i++)
    {
      question = g_ptr_array_index (inquiry->questions, i);
      if (strcmp (question->place, place) == 0)
        return question;
    }
  question = g_new0 (MmsBarrierQuestion, 1);
  question->place = g_steal_pointer (&place);
  question->label = g_strdup (barrier->label);
  question->text = g_strdup (barrier->text);
  question->needs = g_ptr_array_new_with_free_func (free_need);
  g_ptr_array_add (inquiry->questions, question);
  return question;
}

static void
ask (MmsBarrierInquiry *inquiry, const char *scenario, MmsBarrierQuestion *question)
{
  const char *weaken[] = { question->place, NULL };
  MmsSubjectWords words = inquiry->words;
  g_autoptr (MmsSubject) subject = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  MmsVerdict verdict = MMS_VERDICT_UNFINISHED;
  int status = MMS_STATUS_CLEAN;
  MmsBarrierNeed *need;

  words.weaken = weaken;
  subject = mms_subject_new (COMMAND, inquiry->library, &words, &status);
  if (subject == NULL)
    return;
  question->n_asked++;
  if (!search (inquiry, subject, NULL, &verdict, &ids) || verdict == MMS_VERDICT_UNFINISHED)
    question->n_unfinished++;
  if (verdict != MMS_VERDICT_VIOLATED)
    return;
  need = g_new0 (MmsBarrierNeed, 1);
  need->scenario = g_strdup (scenario);
  need->ids = g_steal_pointer (&ids);
  g_ptr_array_add (question->needs, need);
}

/* What takes a lock or lets it go orders by itself: nothing of that can be weakened. */
static gboolean
can_be_weakened (const MmsBarrier *barrier)
{
  return barrier->op != MMS_OP_LOCK && barrier->op != MMS_OP_UNLOCK;
}

/* Whether any run comes to the line: if none does, all runs are the same without it. */
static gboolean
is_covered (const MmsProgram *program, const guint8 *covered, const MmsBarrier *barrier)
{
  for (guint pc = 1; pc < program->code->len; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (program, pc);

      if (covered[pc] != 0 && instruction->line == barrier->line
          && g_str_equal (g_array_index (program->sources, MmsSource, instruction->source).name,
                          barrier->file))
        return TRUE;
    }
  return FALSE;
}

static void
ask_all (MmsBarrierInquiry *inquiry, const MmsSubject *subject, const char *scenario,
         const guint8 *covered)
{
  g_autoptr (GPtrArray) barriers = mms_language_list_barriers (subject->program);
  const char *last = "";

  for (guint i = 0; i < barriers->len; i++)
    {
      const MmsBarrier *barrier = g_ptr_array_index (barriers, i);
      g_autofree char *detail = g_strdup_printf ("barrier %u of %u", i + 1, barriers->len);
      MmsBarrierQuestion *question;

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
      if (strcmp (question->place, last) == 0)
        continue;
      last = question->place;
      if (is_covered (subject->program, covered, barrier))
        ask (inquiry, scenario, question);
      else
        question->n_passed_by++;
    }
}

/* What a scenario does is given: where it has a file of its own, the scheme is to be repaired. */
static gboolean
is_given (const MmsBarrierInquiry *inquiry, const char *fence)
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
  const MmsBarrierInquiry *inquiry = user_data;
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
find_fault (MmsBarrierInquiry *inquiry, const MmsSubject *subject, const char *scenario, GPtrArray *ids)
{
  MmsBarrierFault *fault = g_new0 (MmsBarrierFault, 1);

  fault->scenario = g_strdup (scenario);
  fault->ids = g_ptr_array_ref (ids);
  if (subject->memory != MMS_MEMORY_SC)
    fault->repair = mms_repair_find (compile_fenced, inquiry, subject->memory, subject->buffer, &inquiry->options,
                                     mms_cli_get_progress ());
  g_ptr_array_add (inquiry->faults, fault);
  inquiry->status = (int) mms_status_join (inquiry->status, MMS_STATUS_FINDINGS);
}

static void
visit (MmsBarrierInquiry *inquiry, const char *scenario)
{
  g_autoptr (MmsSubject) subject = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree guint8 *covered = NULL;
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
  covered = g_new0 (guint8, subject->program->code->len);
  if (!search (inquiry, subject, covered, &verdict, &ids))
    return;
  if (verdict == MMS_VERDICT_VIOLATED)
    find_fault (inquiry, subject, name, ids);
  else if (verdict == MMS_VERDICT_SAFE)
    {
      inquiry->n_safe++;
      ask_all (inquiry, subject, name, covered);
    }
  else
    inquiry->n_unfinished++;
}

static void
visit_library (MmsBarrierInquiry *inquiry)
{
  GPtrArray *entries = mms_library_list (inquiry->library, MMS_LIBRARY_SCENARIOS);

  /* A scheme need not have what each of them requires. */
  inquiry->words.is_quiet = TRUE;
  for (guint i = 0; i < entries->len; i++)
    visit (inquiry, ((const MmsLibraryEntry *) g_ptr_array_index (entries, i))->path);
}

static gboolean
has_unfinished (const MmsBarrierInquiry *inquiry)
{
  if (inquiry->n_unfinished > 0)
    return TRUE;
  for (guint i = 0; i < inquiry->questions->len; i++)
    if (((const MmsBarrierQuestion *) g_ptr_array_index (inquiry->questions, i))->n_unfinished > 0)
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
  MmsBarrierInquiry inquiry = { .library = library,
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
    mms_barriers_tell_json (&inquiry, memory);
  else if (inquiry.n_scenarios > 0)
    mms_barriers_tell_text (&inquiry);
  g_ptr_array_unref (inquiry.questions);
  g_ptr_array_unref (inquiry.faults);
  return inquiry.status;
}
