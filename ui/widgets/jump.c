/* jump.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "jump.h"

#include "draw/draw.h"
#include "event-text.h"
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

/* "2.183 s … 2.340 s": what the trace covers, with as many digits as tell its ends apart, rounded
 * outwards.  @first and @last become those ends. */
static char *
describe_range (guint64 *first, guint64 *last)
{
  const guint64 second = G_USEC_PER_SEC * G_GUINT64_CONSTANT (1000);
  guint64 length = *last - *first;
  int digits = length >= 10000000 ? 3 : length >= 10000 ? 6 : 9;
  guint64 unit = digits == 3 ? 1000000 : digits == 6 ? 1000 : 1;

  *first -= *first % unit;
  if (*last % unit != 0 && *last <= G_MAXUINT64 - unit)
    *last += unit - *last % unit;
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT " s … %" G_GUINT64_FORMAT
                          ".%0*" G_GUINT64_FORMAT " s",
                          *first / second, digits, *first % second / unit, *last / second, digits,
                          *last % second / unit);
}

/* Whether @value, since the first event or a stamp, lies in the trace.  A stamp that could be a time
 * after the first event is asked about. */
static gboolean
check_range (MmsView *view, guint64 value, gboolean is_relative, MmsJump *jump, GError **error)
{
  MmsTrace *trace = mms_document_get_trace (mms_view_get_document (view));
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  guint64 first = events[0].time;
  guint64 last = events[n_events - 1].time;
  guint64 length = last - first;
  g_autofree char *range = NULL;

  if (is_relative)
    {
      g_autofree char *end = NULL;

      if (value <= length)
        return TRUE;
      end = mms_format_position (view, (double) length);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The trace ends at %s", end);
      return FALSE;
    }
  range = describe_range (&first, &last);
  if (value >= first && value <= last)
    return TRUE;
  if (value <= length)
    {
      g_autofree char *meant = mms_event_text_round (view, (double) value);

      g_snprintf (jump->suggestion, sizeof jump->suggestion, "+%" G_GUINT64_FORMAT, value);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "The trace is %s; did you mean +%s? Enter again goes there", range, meant);
    }
  else
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The trace is %s", range);
    }
  return FALSE;
}

gboolean
mms_jump_parse (MmsView *view, const char *text, MmsJump *jump, GError **error)
{
  g_autofree char *copy = NULL;
  const char *at, *end;
  gboolean is_relative, has_unit = FALSE;
  guint64 unit = 1;
  guint64 value;
  guint n_events;
  MmsTrace *trace;
  const MmsEvent *events;

  g_return_val_if_fail (MMS_IS_VIEW (view), FALSE);
  g_return_val_if_fail (text && jump, FALSE);

  *jump = (MmsJump){ 0 };

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
      jump->event = value;
      return TRUE;
    }

  if (!check_range (view, value, is_relative, jump, error))
    return FALSE;
  events = mms_trace_get_events (trace, NULL);
  if (is_relative)
    value += events[0].time;
  jump->event = value == G_MAXUINT64 ? n_events : mms_trace_find_time (trace, value + 1);
  jump->event = MAX (jump->event, 1);
  jump->is_before = jump->event < n_events && events[jump->event - 1].time < value;
  return TRUE;
}
