/* jump.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "jump.h"

#include "navigate.h"

#include <gio/gio.h>
#include <string.h>

/* Looked through in this order, for "ms" ends in "s" too.  The micro sign and the Greek letter look
 * alike and are two characters. */
static const struct
{
  const char *name;
  guint64 nanoseconds;
} units[] = {
  { "ns", 1 },
  { "us", 1000 },
  { "µs", 1000 },
  { "μs", 1000 },
  { "ms", 1000000 },
  { "s", G_USEC_PER_SEC * G_GUINT64_CONSTANT (1000) },
};

/* A decimal number times @unit, exactly: stamps have more digits than a double. */
static gboolean
parse_decimal (const char **text, const char *end, guint64 unit, guint64 *value)
{
  const char *at = *text;
  guint64 whole = 0;
  guint64 fraction = 0;
  gboolean has_digits = FALSE;

  for (; at < end && (g_ascii_isdigit (*at) || *at == ' '); at++)
    {
      if (*at == ' ')
        continue;
      has_digits = TRUE;
      if (!g_uint64_checked_mul (&whole, whole, 10)
          || !g_uint64_checked_add (&whole, whole, g_ascii_digit_value (*at)))
        return FALSE;
    }
  if (at < end && *at == '.')
    {
      guint64 place = unit;

      for (at++; at < end && (g_ascii_isdigit (*at) || *at == ' '); at++)
        {
          if (*at == ' ')
            continue;
          has_digits = TRUE;
          place /= 10;
          fraction += place * g_ascii_digit_value (*at);
        }
    }
  *text = at;
  return has_digits && at == end && g_uint64_checked_mul (&whole, whole, unit)
         && g_uint64_checked_add (value, whole, fraction);
}

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "An event’s number, a time after the first event such as +12.5 ms, or a "
                       "stamp such as 2.285 s");
  return FALSE;
}

gboolean
mms_jump_parse (MmsView *view, const char *text, guint *event, GError **error)
{
  g_autofree char *copy = NULL;
  const char *at, *end;
  gboolean is_relative, has_unit = FALSE;
  guint64 unit = 1;
  guint64 value;
  guint n_events;
  MmsTrace *trace;

  g_return_val_if_fail (MMS_IS_VIEW (view), FALSE);
  g_return_val_if_fail (text, FALSE);

  n_events = mms_navigate_count_events (view);
  if (n_events == 0)
    return fail (error);
  trace = mms_document_get_trace (mms_view_get_document (view));

  at = copy = g_strstrip (g_strdup (text));
  end = copy + strlen (copy);
  is_relative = *at == '+';
  if (is_relative)
    at++;

  for (guint i = 0; i < G_N_ELEMENTS (units) && !has_unit; i++)
    {
      if (!g_str_has_suffix (at, units[i].name))
        continue;
      has_unit = TRUE;
      unit = units[i].nanoseconds;
      end -= strlen (units[i].name);
    }
  if (has_unit && !mms_trace_clock_is_ns (trace))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "The trace’s clock (%s) does not count seconds", mms_trace_get_clock (trace));
      return FALSE;
    }
  while (end > at && end[-1] == ' ')
    end--;
  if (!parse_decimal (&at, end, unit, &value))
    return fail (error);

  if (!is_relative && !has_unit)
    {
      if (value == 0 || value > n_events)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "The trace has the events 1 to %u", n_events);
          return FALSE;
        }
      *event = value;
      return TRUE;
    }

  if (is_relative
      && !g_uint64_checked_add (&value, value, mms_trace_get_events (trace, NULL)[0].time))
    value = G_MAXUINT64;
  *event = value == G_MAXUINT64 ? n_events : mms_trace_find_time (trace, value + 1);
  *event = MAX (*event, 1);
  return TRUE;
}
