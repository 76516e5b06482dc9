/* query-match.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "query-private.h"

#include <string.h>

/* A cpumask's field is longer than anybody's list of numbers. */
#define MAX_ELEMENTS 64

gboolean
mms_query_contains (const char *text, gsize length, const char *needle)
{
  gsize needle_length = strlen (needle);

  if (needle_length == 0)
    return TRUE;
  for (gsize i = 0; i + needle_length <= length; i++)
    {
      gsize n = 0;

      while (n < needle_length && g_ascii_tolower (text[i + n]) == needle[n])
        n++;
      if (n == needle_length)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_number (const MmsTerm *term, guint64 number)
{
  for (guint i = 0; i < term->ranges->len; i++)
    {
      const MmsTermRange *range = &g_array_index (term->ranges, MmsTermRange, i);

      if (number >= range->first && number <= range->last)
        return TRUE;
    }
  return FALSE;
}

/* Whether a value, its letters small or not, is one of the term's words. */
static gboolean
has_word (const MmsTerm *term, const char *text, gsize length)
{
  g_autofree char *folded = g_ascii_strdown (text, (gssize) length);

  for (guint i = 0; i < term->words->len; i++)
    if (g_pattern_match_simple (g_ptr_array_index (term->words, i), folded))
      return TRUE;
  return FALSE;
}

static gboolean
match_pid (MmsQuery *query, MmsTerm *term, const MmsEvent *record)
{
  const MmsTermKind *kind = &term->kinds[record->kind];
  int pid = mms_trace_get_pid (query->trace, record);

  if (pid >= 0 && has_number (term, (guint64) pid))
    return TRUE;
  for (guint i = 0; i < kind->n_fields; i++)
    {
      guint64 value;

      if (mms_trace_get_number (query->trace, record, kind->fields[i], 0, &value)
          && has_number (term, value))
        return TRUE;
    }
  return FALSE;
}

static gboolean
ask_task (const MmsTerm *term, int pid, const char *comm)
{
  g_autofree char *text = NULL;

  if (term->type == MMS_TERM_TASK)
    return has_word (term, comm, strlen (comm));
  text = g_strdup_printf ("%s-%d", comm, pid);
  return mms_query_contains (text, strlen (text), term->word);
}

/* The task that recorded the event, as its row in the table says it. */
static gboolean
match_task (MmsQuery *query, MmsTerm *term, const MmsEvent *record, guint event)
{
  int pid = mms_trace_get_pid (query->trace, record);
  MmsTermTask *task;
  const char *comm;

  if (pid < 0)
    return FALSE;
  comm = mms_history_get_comm (query->history, pid, record->cpu, event);
  if (!term->tasks)
    term->tasks = g_new0 (MmsTermTask, MMS_TERM_N_SEEN);
  task = &term->tasks[(guint) pid % MMS_TERM_N_SEEN];
  if (task->answer == 0 || task->pid != pid || task->comm != comm)
    *task = (MmsTermTask){ comm, pid, ask_task (term, pid, comm) ? 2 : 1 };
  return task->answer == 2;
}

static gboolean
match_text (MmsQuery *query, MmsTerm *term, const MmsEvent *record, guint field)
{
  g_autofree char *text = NULL;
  const char *chars;
  gsize length;

  if (mms_trace_get_chars (query->trace, record, field, &chars, &length))
    return has_word (term, chars, length);
  text = mms_trace_get_text (query->trace, record, field);
  return text && has_word (term, text, strlen (text));
}

static gboolean
match_comm (MmsQuery *query, MmsTerm *term, const MmsEvent *record, guint event)
{
  const MmsTermKind *kind = &term->kinds[record->kind];

  if (match_task (query, term, record, event))
    return TRUE;
  for (guint i = 0; i < kind->n_fields; i++)
    if (match_text (query, term, record, kind->fields[i]))
      return TRUE;
  return FALSE;
}

static gboolean
match_field (MmsQuery *query, MmsTerm *term, const MmsEvent *record)
{
  const MmsTermKind *kind = &term->kinds[record->kind];
  guint64 number;

  if (kind->n_fields == 0)
    return FALSE;
  for (guint i = 0; term->ranges->len > 0 && i < MAX_ELEMENTS; i++)
    {
      if (!mms_trace_get_number (query->trace, record, kind->fields[0], i, &number))
        break;
      if (has_number (term, number))
        return TRUE;
    }
  return match_text (query, term, record, kind->fields[0]);
}

/* Whether @number, written in hexadecimal, begins with the term's digits. */
static gboolean
begins_with (const MmsTerm *term, guint64 number)
{
  guint n_digits = 1;

  while (n_digits < 16 && number >> (4 * n_digits) != 0)
    n_digits++;
  return n_digits >= term->n_digits
         && number >> (4 * (n_digits - term->n_digits)) == term->number;
}

/* What @field of the event says, as text; the same numbers come again and again. */
static gboolean
ask_field (MmsQuery *query, MmsTerm *term, const MmsEvent *record, guint field)
{
  const MmsKind *kind = mms_trace_get_kind (query->trace, record->kind);
  MmsTermKind *about = &term->kinds[record->kind];
  MmsTermSeen *seen = NULL;
  g_autofree char *text = NULL;
  guint64 number;
  guint8 answer;

  /* Of an array the first element alone says nothing about the text. */
  if (g_array_index (kind->fields, MmsField, field).form <= MMS_FIELD_SIGNED
      && mms_trace_get_number (query->trace, record, field, 0, &number))
    {
      if (term->n_digits > 0)
        {
          if (number == term->number)
            return TRUE;
          /* "0x1" is in many addresses, and nobody looks for those. */
          if (g_array_index (kind->fields, MmsField, field).is_pointer
              && begins_with (term, number))
            return TRUE;
        }
      if (!about->seen)
        {
          about->n_seen = kind->fields->len;
          about->seen = g_new0 (MmsTermSeen *, about->n_seen);
        }
      if (!about->seen[field])
        about->seen[field] = g_new0 (MmsTermSeen, MMS_TERM_N_SEEN);
      seen = &about->seen[field][(number ^ number >> 6 ^ number >> 14) % MMS_TERM_N_SEEN];
      if (seen->answer != 0 && seen->value == number)
        return seen->answer == 2;
      seen->value = number;
    }
  text = mms_trace_get_text (query->trace, record, field);
  answer = text && mms_query_contains (text, strlen (text), term->word) ? 2 : 1;
  if (seen)
    seen->answer = answer;
  return answer == 2;
}

/* Text has addresses without 0x: whether one begins with the term's digits. */
static gboolean
has_digits (const MmsTerm *term, const char *text)
{
  const char *digits = term->word + 2;

  for (const char *at = text; *at; at++)
    if ((at == text || !g_ascii_isalnum (at[-1]))
        && g_ascii_strncasecmp (at, digits, term->n_digits) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
match_word (MmsQuery *query, MmsTerm *term, const MmsEvent *record, guint event)
{
  const MmsKind *kind = mms_trace_get_kind (query->trace, record->kind);
  gboolean has_gap = strpbrk (term->word, " =") != NULL;

  if (term->kinds[record->kind].is_hit || match_task (query, term, record, event))
    return TRUE;
  for (guint i = 0; i < kind->fields->len && !has_gap && !query->is_text; i++)
    {
      MmsFieldForm form = g_array_index (kind->fields, MmsField, i).form;
      const char *chars;
      gsize length;

      if ((form == MMS_FIELD_CHARS || form == MMS_FIELD_DATA_LOC || form == MMS_FIELD_REL_LOC)
          && mms_trace_get_chars (query->trace, record, i, &chars, &length))
        {
          if (mms_query_contains (chars, length, term->word))
            return TRUE;
        }
      else if (ask_field (query, term, record, i))
        {
          return TRUE;
        }
    }
  if (query->is_text || has_gap)
    {
      g_autofree char *info = mms_trace_get_info (query->trace, record);

      if (info && (mms_query_contains (info, strlen (info), term->word)
                   || (term->n_digits > 0 && has_digits (term, info))))
        return TRUE;
    }
  return FALSE;
}

static gboolean
match_term (MmsQuery *query, MmsTerm *term, const MmsEvent *record, guint event)
{
  switch (term->type)
    {
    case MMS_TERM_KIND:
      return term->kinds[record->kind].is_hit;
    case MMS_TERM_CPU:
      return has_number (term, record->cpu);
    case MMS_TERM_PID:
      return match_pid (query, term, record);
    case MMS_TERM_MM:
      return mms_query_match_mm (query, term, record, event);
    case MMS_TERM_TASK:
      return match_comm (query, term, record, event);
    case MMS_TERM_FIELD:
      return match_field (query, term, record);
    case MMS_TERM_WORD:
      return match_word (query, term, record, event);
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
mms_query_match (MmsQuery *query, guint event)
{
  const MmsEvent *record;

  g_return_val_if_fail (event >= 1 && event <= query->n_events, FALSE);

  record = &query->events[event - 1];
  for (guint i = 0; i < query->terms->len; i++)
    {
      MmsTerm *term = g_ptr_array_index (query->terms, i);

      if (match_term (query, term, record, event) == term->is_negated)
        return FALSE;
    }
  return TRUE;
}
