/* text-other.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-other.h"

#include <string.h>

#include "model/event.h"
#include "text-prefix.h"

/* Where @text, at @p, ends; %NULL if it is not there.  @p may be %NULL, so calls can be chained. */
static const char *
skip_text (const char *p, const char *end, const char *text)
{
  gsize length = strlen (text);

  if (p == NULL || (gsize) (end - p) < length || memcmp (p, text, length) != 0)
    return NULL;
  return p + length;
}

static const char *
skip_number (const char *p, const char *end, guint64 *number)
{
  const char *after;

  if (p == NULL)
    return NULL;
  after = mms_text_parse_digits (p, end, number);
  return after != p ? after : NULL;
}

static const char *
skip_cpu (const char *p, const char *end, guint *cpu)
{
  guint64 number;
  const char *after = skip_number (p, end, &number);

  if (after == NULL || number >= MMS_MAX_CPUS)
    return NULL;
  *cpu = (guint) number;
  return after;
}

static gboolean
parse_lost (const char *line, const char *end, MmsTextOtherLine *parsed)
{
  const char *p = memmem (line, (gsize) (end - line), "CPU:", 4);
  const char *bracket;
  guint64 count;

  if (p == NULL)
    return FALSE;
  parsed->buffer.start = line;
  parsed->buffer.length = 0;
  /* trace-cmd report pads the top buffer's lines to the width of the instances' names. */
  while (parsed->buffer.start < p && *parsed->buffer.start == ' ')
    parsed->buffer.start++;
  if (parsed->buffer.start < p)
    {
      if (p - parsed->buffer.start < 3 || p[-1] != ' ' || p[-2] != ':')
        return FALSE;
      parsed->buffer.length = (gsize) (p - 2 - parsed->buffer.start);
    }

  bracket = skip_text (skip_cpu (p + 4, end, &parsed->cpu), end, " [");
  parsed->n_lost = -1;
  if (skip_text (bracket, end, "EVENTS DROPPED]") == end
      || skip_text (bracket, end, "LOST EVENTS]") == end)
    return bracket != NULL;

  p = skip_number (skip_text (bracket, end, "LOST "), end, &count);
  if (skip_text (p, end, " EVENTS]") != end
      && skip_text (skip_number (bracket, end, &count), end, " EVENTS DROPPED]") != end)
    return FALSE;
  if (bracket == NULL || count > G_MAXINT64)
    return FALSE;
  parsed->n_lost = (gint64) count;
  return TRUE;
}

/* Everything that begins with `#`. */
static MmsTextOther
parse_header (const char *line, const char *end, MmsTextOtherLine *parsed)
{
  const char *p;

  p = skip_text (line, end, "# tracer: ");
  if (p != NULL)
    {
      parsed->tracer.start = p;
      while (p < end && g_ascii_isgraph (*p))
        p++;
      parsed->tracer.length = (gsize) (p - parsed->tracer.start);
      return MMS_TEXT_TRACER;
    }

  if (skip_text (skip_cpu (skip_text (line, end, "##### CPU "), end, &parsed->cpu), end,
                 " buffer started ####"))
    return MMS_TEXT_STARTED;

  p = skip_text (line, end, "# entries-in-buffer/entries-written: ");
  if (p == NULL && skip_text (line, end, "# latency: ") != NULL)
    {
      p = memmem (line, (gsize) (end - line), ", #", 3);
      p = skip_text (p, end, ", #");
    }
  p = skip_text (skip_number (p, end, &parsed->n_entries), end, "/");
  if (skip_number (p, end, &parsed->n_written) != NULL)
    return MMS_TEXT_ENTRIES;
  return MMS_TEXT_COMMENT;
}

/* `126 1 24248659124 type: 1345` */
static gboolean
is_raw (const char *line, const char *end)
{
  const char *p = line;
  guint64 number;

  for (guint i = 0; i < 3; i++)
    p = skip_text (skip_number (p, end, &number), end, " ");
  return p != NULL;
}

/* `mm_init: (copy_process+0x1930/0x1ae0 <- mm_init) mm=…` */
static gboolean
is_contextless (const char *line, const char *end)
{
  const char *p = line;

  while (p < end && (g_ascii_isalnum (*p) || *p == '_'))
    p++;
  return p > line && p < end && *p == ':' && (p + 1 == end || p[1] == ' ');
}

/* ` 1)   0.123 us    |  do_idle();` */
static gboolean
is_graph (const char *line, const char *end)
{
  const char *p = line;
  guint cpu;

  while (p < end && *p == ' ')
    p++;
  p = skip_text (skip_cpu (p, end, &cpu), end, ")");
  return p != NULL && memchr (p, '|', (gsize) (end - p)) != NULL;
}

/* perf script without the field cpu: `comm 126  109.615276: sched:sched_switch: prev_comm=…` */
static gboolean
is_cpuless (const char *line, const char *end)
{
  for (const char *p = line; (p = memchr (p, ':', (gsize) (end - p))) != NULL; p++)
    {
      const char *stamp = p;

      while (stamp > line && (g_ascii_isdigit (stamp[-1]) || stamp[-1] == '.'))
        stamp--;
      /* With six decimals at least */
      if (p - stamp < 8 || memchr (stamp, '.', (gsize) (p - stamp) - 6) == NULL)
        continue;
      while (stamp > line && stamp[-1] == ' ')
        stamp--;
      if (stamp > line && g_ascii_isdigit (stamp[-1]) && p + 1 < end && p[1] == ' ')
        return TRUE;
    }
  return FALSE;
}

/* `Kernel buffer statistics:`, `task: sh-9` and `  Event: sched_switch:R (224) Total: …` */
static gboolean
is_summary (const char *line, const char *end)
{
  const char *p = skip_text (line, end, "task: ");
  const char *digits = end;

  if (skip_text (line, end, "Kernel buffer statistics:") == end
      || skip_text (line, end, "  Event: ") != NULL)
    return TRUE;
  while (p != NULL && digits > p && g_ascii_isdigit (digits[-1]))
    digits--;
  return p != NULL && digits < end && digits > p && digits[-1] == '-';
}

/* `> cpus=4` or `1:cpus=4`: what mail and listings put in front has no letters. */
static gboolean
is_report (const char *line, const char *end)
{
  const char *p = line;
  guint64 number;

  while (p < end && !g_ascii_isalpha (*p) && *p != '=' && (guint8) *p < 0x80)
    p++;
  return skip_number (skip_text (p, end, "cpus="), end, &number) == end;
}

/* A stack below its event: ` => do_exit`, and of perf script `\tffffffff974a7481 do_exit+0x1 (…)` */
static gboolean
is_stack (const char *p, const char *end)
{
  const char *digits;

  if (skip_text (p, end, "=> ") != NULL)
    return TRUE;
  for (digits = p; p < end && g_ascii_isxdigit (*p); p++)
    continue;
  return p - digits >= 6 && p < end && *p == ' ' && end[-1] == ')';
}

/* What stands around a dumped buffer on the console */
static gboolean
is_frame (const char *p, const char *end)
{
  const char *dashes = p;

  if (skip_text (p, end, "Dumping ftrace buffer:") != NULL
      || skip_text (p, end, "(ftrace buffer empty)") != NULL)
    return TRUE;
  while (dashes < end && *dashes == '-')
    dashes++;
  return dashes == end && dashes - p >= 10;
}

/* `  24.248659: ` or `-126` or `[001]` */
static gboolean
looks_like_event (const char *line, const char *end)
{
  for (const char *p = line; p + 1 < end; p++)
    {
      if ((*p == '[' || *p == '-') && g_ascii_isdigit (p[1]))
        return TRUE;
      if (*p == ':' && p[1] == ' ' && p - line > 7 && p[-7] == '.' && g_ascii_isdigit (p[-1])
          && g_ascii_isdigit (p[-8]))
        return TRUE;
    }
  return FALSE;
}

/* Bytes that no text has: names of tasks may be anything, but they stand in lines of events. */
static gboolean
has_odd_bytes (const char *line, const char *end)
{
  for (const char *p = line; p < end; p++)
    if ((guint8) *p < ' ' && *p != '\t' && *p != '\033')
      return TRUE;
  return !g_utf8_validate (line, end - line, NULL);
}

MmsTextOther
mms_text_other_parse (const char *line, const char *end, MmsTextOtherLine *parsed)
{
  const char *start = line;
  const char *after;
  const char *p;
  guint64 number;

  /* Enough to know every line by */
  end = line + MIN (end - line, MMS_TEXT_FRONT_MAX);
  line = p = mms_text_skip_prefix (line, end);

  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  if (p == end)
    return MMS_TEXT_COMMENT;
  if (*line == '#')
    return parse_header (line, end, parsed);
  if (parse_lost (line, end, parsed))
    return MMS_TEXT_LOST;
  if (is_report (line, end))
    return MMS_TEXT_REPORT;
  /* What trace-cmd report says of a CPU without events */
  after = skip_number (skip_text (line, end, "CPU "), end, &number);
  if (skip_text (after, end, " is empty") == end || is_stack (p, end) || is_frame (p, end))
    return MMS_TEXT_COMMENT;
  /* The console says much else */
  if (line != start)
    return MMS_TEXT_STRANGE;
  if (is_raw (line, end))
    return MMS_TEXT_RAW;
  if (is_graph (line, end))
    return MMS_TEXT_GRAPH;
  if (is_summary (line, end))
    return MMS_TEXT_SUMMARY;
  if (is_contextless (line, end))
    return MMS_TEXT_CONTEXTLESS;
  if (is_cpuless (line, end))
    return MMS_TEXT_CPULESS;
  return looks_like_event (line, end) || has_odd_bytes (line, end) ? MMS_TEXT_BROKEN
                                                                   : MMS_TEXT_STRANGE;
}

gboolean
mms_text_other_is_nameless (MmsTextSpan info)
{
  const char *end = info.start + MIN (info.length, MMS_TEXT_FRONT_MAX);
  const char *p = info.start;

  if (p < end && *p == '(')
    {
      for (p++; p < end && g_ascii_isxdigit (*p); p++)
        continue;
      return p - info.start > 6 && p < end && (*p == ')' || *p == ' ');
    }
  while (p < end && (g_ascii_isalnum (*p) || *p == '_'))
    p++;
  return p > info.start && p < end && *p == '=';
}

const char *
mms_text_other_explain (const guint64 n[MMS_TEXT_STRANGE + 1], guint64 n_events)
{
  /* A few lines are taken for events where a task is called like the front of one. */
  if (n[MMS_TEXT_NAMELESS] > n_events)
    return "The events do not tell their names: write the text again with them "
           "(perf script -F +event)";
  if (n[MMS_TEXT_CPULESS] > n_events)
    return "The events do not tell their CPU: write the text again with it (perf script -F +cpu)";
  if (n_events > 0)
    return NULL;
  if (n[MMS_TEXT_RAW] > 0)
    return "The events are numbers without names: record again with the trace options \"raw\" and "
           "\"hex\" off (echo 0 > options/raw)";
  if (n[MMS_TEXT_GRAPH] > 0)
    return "The function_graph tracer wrote this: record again with current_tracer \"nop\" and "
           "events switched on";
  if (n[MMS_TEXT_SUMMARY] > 0)
    return "This is a summary, not the events: write the text again without that (trace-cmd report "
           "without --stat and --profile)";
  if (n[MMS_TEXT_CONTEXTLESS] > 0)
    return "The events have neither task, CPU nor time: record again with the trace option "
           "\"context-info\" on (echo 1 > options/context-info)";
  return NULL;
}
