/* query-parse.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "query-private.h"

#include <gio/gio.h>
#include <string.h>

/* More of them nobody types, and each is tried on every event. */
#define MAX_TERMS 64

static const struct
{
  const char *key;
  MmsTermType type;
} keys[] = {
  { "kind", MMS_TERM_KIND }, { "cpu", MMS_TERM_CPU },   { "pid", MMS_TERM_PID },
  { "mm", MMS_TERM_MM },     { "task", MMS_TERM_TASK },
};

gboolean
mms_query_fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

void
mms_query_free_term (gpointer data)
{
  MmsTerm *term = data;

  for (guint i = 0; i < term->n_kinds; i++)
    {
      MmsTermKind *kind = &term->kinds[i];

      for (guint j = 0; j < kind->n_seen; j++)
        g_free (kind->seen[j]);
      g_free (kind->seen);
    }
  g_free (term->kinds);
  g_free (term->tasks);
  g_free (term->word);
  g_clear_pointer (&term->words, g_ptr_array_unref);
  g_clear_pointer (&term->ranges, g_array_unref);
  g_clear_pointer (&term->mms, g_array_unref);
  g_free (term->mm_indices);
  g_free (term->mm_events);
  g_free (term);
}

/* One term as it stands in the text, up to a blank outside of quotes. */
static const char *
skip_token (const char *at)
{
  gboolean is_quoted = FALSE;

  for (; *at && (is_quoted || !g_ascii_isspace (*at)); at++)
    if (*at == '"')
      is_quoted = !is_quoted;
  return at;
}

/* (transfer full): without its quotes, in small letters */
static char *
unquote (const char *start, gsize length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (start[i] != '"')
      g_string_append_c (text, g_ascii_tolower (start[i]));
  return g_string_free (text, FALSE);
}

static gboolean
parse_number (const char *text, guint64 *number)
{
  gboolean is_hex = g_str_has_prefix (text, "0x");
  const char *digits = is_hex ? text + 2 : text;
  char *end;

  if (!is_hex && *text == '-' && g_ascii_isdigit (text[1]))
    {
      *number = (guint64) g_ascii_strtoll (text, &end, 10);
      return *end == '\0';
    }
  if (is_hex ? !g_ascii_isxdigit (*digits) : !g_ascii_isdigit (*digits))
    return FALSE;
  *number = g_ascii_strtoull (digits, &end, is_hex ? 16 : 10);
  return *end == '\0';
}

/* "3" or "2-5" */
static gboolean
parse_range (const char *text, MmsTermRange *range)
{
  const char *dash = strchr (text, '-');
  g_autofree char *first = dash ? g_strndup (text, dash - text) : NULL;

  if (!dash)
    {
      if (!parse_number (text, &range->first))
        return FALSE;
      range->last = range->first;
      return TRUE;
    }
  return parse_number (first, &range->first) && parse_number (dash + 1, &range->last)
         && range->first <= range->last;
}

static gboolean
is_in_ranges (GArray *ranges, guint64 number)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      const MmsTermRange *range = &g_array_index (ranges, MmsTermRange, i);

      if (number >= range->first && number <= range->last)
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_cpus (MmsQuery *query, MmsTerm *term, const char *value, GError **error)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (query->trace, &n_cpus);

  for (guint i = 0; i < n_cpus; i++)
    if (is_in_ranges (term->ranges, cpus[i]))
      return TRUE;
  return mms_query_fail (error, "This trace has no CPU %s", value);
}

/* Whether @pattern, perhaps with a star, is @text. */
static gboolean
is_word (const char *pattern, const char *text)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);

  return g_pattern_match_simple (pattern, folded);
}

static gboolean
is_any_word (MmsTerm *term, const char *text)
{
  for (guint i = 0; i < term->words->len; i++)
    if (is_word (g_ptr_array_index (term->words, i), text))
      return TRUE;
  return FALSE;
}

static gboolean
set_kinds (MmsQuery *query, MmsTerm *term, const char *value, GError **error)
{
  guint n_hits = 0;

  for (guint i = 0; i < term->n_kinds; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (query->trace, i);
      g_autofree char *full = g_strdup_printf ("%s:%s", kind->system ? kind->system : "",
                                               kind->name);

      term->kinds[i].is_hit = is_any_word (term, kind->name) || is_any_word (term, full);
      n_hits += term->kinds[i].is_hit;
    }
  return n_hits > 0 || mms_query_fail (error, "This trace has no event called %s", value);
}

static gboolean
set_values (MmsQuery *query, MmsTerm *term, const char *key, gboolean is_list, const char *value,
            GError **error)
{
  g_auto (GStrv) parts = is_list ? g_strsplit (value, ",", -1) : NULL;
  const char *const whole[] = { value, NULL };
  const char *const *part = is_list ? (const char *const *) parts : whole;

  if (*value == '\0')
    return mms_query_fail (error, "What should come after %s?", key);
  for (; *part; part++)
    {
      MmsTermRange range;

      if (**part == '\0' && is_list)
        continue;
      if (term->type == MMS_TERM_MM)
        {
          if (!mms_query_add_mms (query, term, *part))
            return mms_query_fail (error, "This trace has no mm %s", *part);
        }
      else if (parse_number (*part, &range.first))
        {
          range.last = range.first;
          g_array_append_val (term->ranges, range);
        }
      else if (term->type == MMS_TERM_CPU || term->type == MMS_TERM_PID)
        {
          if (!parse_range (*part, &range))
            return mms_query_fail (error, "After %s comes a number, or two such as 2-5", key);
          g_array_append_val (term->ranges, range);
        }
      g_ptr_array_add (term->words, g_strdup (*part));
    }
  return TRUE;
}

/* Fields whose name ends in @ending: "pid", "prev_pid", "tpid". */
static void
set_fields (MmsQuery *query, MmsTerm *term, const char *ending)
{
  for (guint i = 0; i < term->n_kinds; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (query->trace, i);
      MmsTermKind *about = &term->kinds[i];

      for (guint j = 0; j < kind->fields->len && about->n_fields < MMS_TERM_MAX_FIELDS; j++)
        if (g_str_has_suffix (g_array_index (kind->fields, MmsField, j).name, ending))
          about->fields[about->n_fields++] = (guint16) j;
    }
}

static gboolean
read_keyed (MmsQuery *query, MmsTerm *term, const char *key, const char *value, GError **error)
{
  if (!set_values (query, term, key, TRUE, value, error))
    return FALSE;
  if (term->type == MMS_TERM_CPU)
    return check_cpus (query, term, value, error);
  if (term->type == MMS_TERM_KIND)
    return set_kinds (query, term, value, error);
  if (term->type == MMS_TERM_MM)
    mms_query_finish_mms (query, term);
  else
    set_fields (query, term, term->type == MMS_TERM_PID ? "pid" : "comm");
  return TRUE;
}

/* How long the name before the "=" is; 0: there is none */
static gsize
get_field_length (const char *token)
{
  gsize length = strspn (token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

  return length > 0 && !g_ascii_isdigit (*token) && token[length] == '=' ? length : 0;
}

static gboolean
read_field (MmsQuery *query, MmsTerm *term, const char *name, const char *value, GError **error)
{
  guint n_hits = 0;

  term->type = MMS_TERM_FIELD;
  if (!set_values (query, term, name, FALSE, value, error))
    return FALSE;
  for (guint i = 0; i < term->n_kinds; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (query->trace, i);
      MmsTermKind *about = &term->kinds[i];

      for (guint j = 0; j < kind->fields->len && about->n_fields == 0; j++)
        if (g_ascii_strcasecmp (g_array_index (kind->fields, MmsField, j).name, name) == 0)
          about->fields[about->n_fields++] = (guint16) j;
      n_hits += about->n_fields;
    }
  return n_hits > 0 || mms_query_fail (error, "No event of this trace has a field %s", name);
}

static gboolean
read_word (MmsQuery *query, MmsTerm *term, char *word)
{
  gboolean has_gap = strpbrk (word, " =") != NULL;

  term->word = word;
  term->type = MMS_TERM_WORD;
  if (g_str_has_prefix (word, "0x") && parse_number (word, &term->number) && strlen (word) <= 18)
    term->n_digits = (guint) strlen (word) - 2;

  for (guint i = 0; i < term->n_kinds; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (query->trace, i);
      g_autofree char *full = g_strdup_printf ("%s:%s", kind->system ? kind->system : "",
                                               kind->name);

      term->kinds[i].is_hit = mms_query_contains (full, strlen (full), word);
      /* What stands in the row of every event of that kind.  Text need not be of its fields' form. */
      for (guint j = 0; j < kind->fields->len && !query->is_text && !has_gap; j++)
        {
          const char *name = g_array_index (kind->fields, MmsField, j).name;

          term->kinds[i].is_hit |= mms_query_contains (name, strlen (name), word);
        }
    }
  return TRUE;
}

static gboolean
read_token (MmsQuery *query, MmsTerm *term, const char *token, gsize length, GError **error)
{
  g_autofree char *raw = NULL;
  gsize field_length;

  term->is_negated = *token == '!' || (*token == '-' && length > 1 && !g_ascii_isdigit (token[1]));
  if (term->is_negated)
    {
      token++;
      length--;
    }
  raw = g_strndup (token, length);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gsize key_length = strlen (keys[i].key);

      if (g_ascii_strncasecmp (raw, keys[i].key, key_length) == 0 && raw[key_length] == ':')
        {
          g_autofree char *key = g_strconcat (keys[i].key, ":", NULL);
          g_autofree char *value = unquote (raw + key_length + 1, length - key_length - 1);

          term->type = keys[i].type;
          return read_keyed (query, term, key, value, error);
        }
    }
  field_length = get_field_length (raw);
  if (field_length > 0)
    {
      g_autofree char *name = g_strndup (raw, field_length);
      g_autofree char *value = unquote (raw + field_length + 1, length - field_length - 1);

      return read_field (query, term, name, value, error);
    }
  return read_word (query, term, unquote (raw, length));
}

static int
compare_terms (gconstpointer a, gconstpointer b)
{
  const MmsTerm *x = *(const MmsTerm *const *) a;
  const MmsTerm *y = *(const MmsTerm *const *) b;

  return (int) x->type - (int) y->type;
}

gboolean
mms_query_parse (MmsQuery *query, const char *text, GError **error)
{
  const char *at = text;

  while (*at)
    {
      const char *end;
      MmsTerm *term;

      while (g_ascii_isspace (*at))
        at++;
      end = skip_token (at);
      /* A lone sign or quote is a term that is still being typed. */
      if (end - at <= 1 && (*at == '!' || *at == '-' || *at == '"' || *at == '\0'))
        {
          at = end;
          continue;
        }
      if (query->terms->len == MAX_TERMS)
        return mms_query_fail (error, "These are more than %d terms", MAX_TERMS);
      term = g_new0 (MmsTerm, 1);
      term->n_kinds = mms_trace_get_n_kinds (query->trace);
      term->kinds = g_new0 (MmsTermKind, term->n_kinds);
      term->words = g_ptr_array_new_with_free_func (g_free);
      term->ranges = g_array_new (FALSE, FALSE, sizeof (MmsTermRange));
      g_ptr_array_add (query->terms, term);
      if (!read_token (query, term, at, (gsize) (end - at), error))
        return FALSE;
      at = end;
    }
  g_ptr_array_sort (query->terms, compare_terms);
  return TRUE;
}
