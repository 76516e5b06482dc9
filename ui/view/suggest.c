/* suggest.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "suggest.h"

#include <string.h>

typedef struct
{
  MmsHistory *history;
  MmsTrace *trace;
  char *word; /* folded */
  guint most;
  guint n; /* of the type that is being listed */
  GPtrArray *list;
} Suggest;

static void
suggestion_free (gpointer data)
{
  MmsSuggestion *suggestion = data;

  g_free (suggestion->term);
  g_free (suggestion->title);
  g_free (suggestion->details);
  g_free (suggestion);
}

/* Takes the texts. */
static void
add (Suggest *suggest, MmsSuggestionType type, char *term, char *title, char *details, guint mm)
{
  MmsSuggestion *suggestion = g_new (MmsSuggestion, 1);

  *suggestion = (MmsSuggestion){ type, term, title, details, mm };
  g_ptr_array_add (suggest->list, suggestion);
  suggest->n++;
}

static gboolean
is_in (const Suggest *suggest, const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return strstr (folded, suggest->word) != NULL;
}

static gboolean
begins (const Suggest *suggest, const char *name)
{
  return g_ascii_strncasecmp (name, suggest->word, strlen (suggest->word)) == 0;
}

static void
add_cpus (Suggest *suggest)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (suggest->trace, &n_cpus);

  for (guint i = 0; i < n_cpus && suggest->n < suggest->most; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", cpus[i]);
      g_autofree char *name = g_strdup_printf ("cpu%u", cpus[i]);
      g_autofree char *keyed = g_strdup_printf ("cpu:%u", cpus[i]);

      if (begins (suggest, number) || begins (suggest, name) || begins (suggest, keyed))
        add (suggest, MMS_SUGGESTION_CPU, g_steal_pointer (&keyed),
             g_strdup_printf ("CPU %u", cpus[i]), g_strdup ("events recorded there"), 0);
    }
}

/* The most frequent ones first. */
static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const MmsKind *x = *(const MmsKind *const *) a;
  const MmsKind *y = *(const MmsKind *const *) b;

  return x->count > y->count ? -1 : x->count < y->count;
}

static void
add_kinds (Suggest *suggest)
{
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();

  for (guint i = 0; i < mms_trace_get_n_kinds (suggest->trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (suggest->trace, i);

      if (kind->count > 0 && is_in (suggest, kind->name))
        g_ptr_array_add (kinds, (gpointer) kind);
    }
  g_ptr_array_sort (kinds, compare_kinds);
  for (guint i = 0; i < kinds->len && suggest->n < suggest->most; i++)
    {
      const MmsKind *kind = g_ptr_array_index (kinds, i);

      add (suggest, MMS_SUGGESTION_KIND, g_strdup_printf ("kind:%s", kind->name),
           g_strdup (kind->name),
           g_strdup_printf ("%" G_GUINT64_FORMAT " event%s", kind->count,
                            kind->count == 1 ? "" : "s"),
           0);
    }
}

static void
add_tasks (Suggest *suggest, GCancellable *cancellable)
{
  guint n_tasks = mms_history_get_n_tasks (suggest->history);
  guint n_events;

  mms_trace_get_events (suggest->trace, &n_events);
  for (guint i = 0; i < n_tasks && suggest->n < suggest->most; i++)
    {
      const MmsTask *task = mms_history_get_task (suggest->history, i);
      g_autofree char *name = NULL;
      const char *comm;

      if ((i & 0xfff) == 0 && g_cancellable_is_cancelled (cancellable))
        return;
      /* The idle tasks are one for each CPU, and asked for by theirs. */
      if (task->pid <= 0)
        continue;
      comm = mms_history_get_comm (suggest->history, task->pid, 0, n_events);
      name = g_strdup_printf ("%s-%d", comm, task->pid);
      if (!is_in (suggest, name))
        continue;
      add (suggest, MMS_SUGGESTION_TASK, g_strdup_printf ("pid:%d", task->pid),
           g_steal_pointer (&name),
           g_strdup (task->kthread == 1   ? "kernel thread"
                     : task->kthread == 0 ? "user task"
                                          : "task"),
           0);
    }
}

static char *
describe_mm (Suggest *suggest, guint index)
{
  const MmsMm *mm = mms_history_get_mm (suggest->history, index);
  g_autofree char *name = mms_history_name_mm (suggest->history, index);
  GString *text = g_string_new (name);

  if (mm->owner >= 0)
    g_string_append_printf (
        text, ", %s-%d",
        mms_history_get_comm (suggest->history, mm->owner, 0, mm->first_event), mm->owner);
  if (mm->free_event > 0)
    g_string_append_printf (text, ", freed at event %u", mm->free_event);
  return g_string_free (text, FALSE);
}

static gboolean
is_mm (Suggest *suggest, const MmsMm *mm)
{
  const char *word = suggest->word;
  gboolean has_prefix = g_str_has_prefix (word, "0x");
  char address[20];

  if (begins (suggest, mm->label))
    return TRUE;
  g_snprintf (address, sizeof address, "0x%" G_GINT64_MODIFIER "x", mm->pointer);
  /* Few digits are in many addresses. */
  if (mm->pointer != 0 && (has_prefix || strlen (word) >= 4)
      && strstr (address, word) != NULL)
    return TRUE;
  return mm->owner >= 0
         && is_in (suggest, mms_history_get_comm (suggest->history, mm->owner, 0,
                                                  mm->first_event));
}

static void
add_mms (Suggest *suggest, GCancellable *cancellable)
{
  guint n_mms = mms_history_get_n_mms (suggest->history);

  /* A label that is the word comes before those that begin with it: A, then AA, AB, … */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 1; i < n_mms && suggest->n < suggest->most; i++)
      {
        const MmsMm *mm = mms_history_get_mm (suggest->history, i);
        gboolean is_label = g_ascii_strcasecmp (mm->label, suggest->word) == 0;

        if ((i & 0xfff) == 0 && g_cancellable_is_cancelled (cancellable))
          return;
        if (pass == 0 ? is_label : !is_label && is_mm (suggest, mm))
          add (suggest, MMS_SUGGESTION_MM, g_strdup_printf ("mm:%s", mm->label),
               g_strdup_printf ("mm %s", mm->label), describe_mm (suggest, i), i);
      }
}

static void
add_fields (Suggest *suggest)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (*suggest->word == '\0')
    return;
  for (guint i = 0; i < mms_trace_get_n_kinds (suggest->trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (suggest->trace, i);

      for (guint j = 0; j < kind->fields->len && suggest->n < suggest->most; j++)
        {
          const char *name = g_array_index (kind->fields, MmsField, j).name;

          if (kind->count > 0 && is_in (suggest, name)
              && g_hash_table_add (seen, (gpointer) name))
            add (suggest, MMS_SUGGESTION_FIELD, g_strdup_printf ("%s=", name), g_strdup (name),
                 g_strdup_printf ("field of %s", kind->name), 0);
        }
    }
}

GPtrArray *
mms_suggest (MmsHistory *history, const char *word, guint most, GCancellable *cancellable)
{
  g_autofree char *folded = g_ascii_strdown (word, -1);
  Suggest suggest = { history, mms_history_get_trace (history), folded, most, 0, NULL };

  g_return_val_if_fail (history && word, NULL);

  suggest.list = g_ptr_array_new_with_free_func (suggestion_free);
  add_cpus (&suggest);
  suggest.n = 0;
  add_kinds (&suggest);
  suggest.n = 0;
  add_tasks (&suggest, cancellable);
  suggest.n = 0;
  add_mms (&suggest, cancellable);
  suggest.n = 0;
  add_fields (&suggest);
  return suggest.list;
}

const char *
mms_suggest_get_word (const char *text)
{
  const char *word = text;
  gboolean is_quoted = FALSE;

  for (const char *at = text; *at; at++)
    {
      if (*at == '"')
        is_quoted = !is_quoted;
      else if (*at == ' ' && !is_quoted)
        word = at + 1;
    }
  return word + (*word == '!' || *word == '-');
}

char *
mms_suggest_complete (const char *text, const char *term)
{
  const char *word = mms_suggest_get_word (text);

  return g_strdup_printf ("%.*s%s%s", (int) (word - text), text, term,
                          g_str_has_suffix (term, "=") ? "" : " ");
}
