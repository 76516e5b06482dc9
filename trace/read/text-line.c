/* text-line.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-line.h"

#include <string.h>

#include "model/event.h"
#include "text-prefix.h"

/* The kernel and trace-cmd print the task's name right-aligned in a column of this width, and no
 * name is longer.  So the dash behind it stands at a fixed place whatever the name holds, even
 * "t-9 [001]".  Lines that were re-aligned by other tools are searched for a place that fits. */
#define COMM_WIDTH 16
#define LATENCY_COMM_WIDTH 8

/* trace-cmd report prints an event's name, the colon included, in a column of this width. */
#define NAME_WIDTH 22

/* As many digits fill the column of its stamps, and so many latency characters stand before it. */
#define STAMP_WIDTH 12
#define FLAGS_WIDTH 5

#define NS_PER_SECOND G_GUINT64_CONSTANT (1000000000)

static inline gboolean
is_digit (char c)
{
  return (guint8) (c - '0') < 10;
}

static inline const char *
skip_spaces (const char *p, const char *end)
{
  while (p < end && *p == ' ')
    p++;
  return p;
}

/* The last character that is no space, plus one; not before @start. */
static inline const char *
skip_spaces_back (const char *p, const char *start)
{
  while (p > start && p[-1] == ' ')
    p--;
  return p;
}

static inline const char *
skip_digits_back (const char *p, const char *start)
{
  while (p > start && is_digit (p[-1]))
    p--;
  return p;
}

/* A pid, at most 2^31 - 1. */
static const char *
parse_pid (const char *p, const char *end, int *pid)
{
  guint64 value;
  const char *after = mms_text_parse_digits (p, end, &value);

  if (after == p || value > G_MAXINT32)
    return NULL;
  *pid = (int) value;
  return after;
}

/* `name: info`, `system:name: info`, or something without a name (function tracer, stacks). */
static void
parse_name (const char *p, const char *end, MmsTextLine *parsed)
{
  const char *start;
  const char *system_end = NULL;

  p = skip_spaces (p, end);
  /* trace-cmd report --ts-diff: the distance to the event before */
  if (end - p > 3 && p[0] == '(' && p[1] == '+' && is_digit (p[2]))
    {
      const char *close = memchr (p, ')', MIN (end - p, 32));

      if (close != NULL)
        p = skip_spaces (close + 1, end);
    }

  parsed->system.start = parsed->name.start = parsed->info.start = start = p;
  parsed->system.length = parsed->name.length = 0;

  for (; p < end; p++)
    {
      /* Neither `sys_membarrier(cmd: 4, …` nor `prev_comm=a: b` is a name. */
      if (*p != ':')
        {
          if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-')
            return;
          continue;
        }
      if (p + 1 == end || p[1] == ' ')
        break;
      if (system_end != NULL)
        return;
      system_end = p;
    }
  if (p == end || *p != ':' || p == start)
    return;

  if (system_end != NULL)
    {
      if (system_end == start || system_end + 1 == p)
        return;
      parsed->system.length = (gsize) (system_end - start);
      start = system_end + 1;
    }
  parsed->name.start = start;
  parsed->name.length = (gsize) (p - start);

  /* In trace-cmd's column what comes first may be a task's name that begins with a blank. */
  parsed->info.start = skip_spaces (p + 1, end);
  if (p + 2 < end && p[2] == ' ' && parsed->info.start - start > NAME_WIDTH
      && NAME_WIDTH > p + 1 - start)
    parsed->info.start = start + NAME_WIDTH;
}

/* `6.127216:` or `3:`, to nanoseconds. */
static gboolean
parse_stamp (const char *p, const char *end, MmsTextLine *parsed)
{
  guint64 whole;
  const char *after = mms_text_parse_digits (p, end, &whole);

  if (after == p || after == end)
    return FALSE;
  parsed->is_relative = FALSE;
  if (*after == '.')
    {
      guint64 fraction = 0;
      guint n_digits = 0;

      for (p = after + 1; p < end && is_digit (*p) && n_digits < 9; p++, n_digits++)
        fraction = fraction * 10 + (guint64) (*p - '0');
      if (n_digits == 0 || p == end || *p != ':' || whole >= G_MAXUINT64 / NS_PER_SECOND)
        return FALSE;
      for (; n_digits < 9; n_digits++)
        fraction *= 10;
      parsed->time = whole * NS_PER_SECOND + fraction;
      parsed->is_ordinal = FALSE;
    }
  else if (*after == ':')
    {
      parsed->time = whole;
      parsed->is_ordinal = TRUE;
      p = after;
    }
  else if (parsed->style == MMS_TEXT_LATENCY && end - after > 3 && after[0] == 'u'
           && after[1] == 's' && after[3] == ':' && whole < G_MAXUINT64 / 1000)
    {
      parsed->time = whole * 1000;
      parsed->is_ordinal = FALSE;
      parsed->is_relative = TRUE;
      p = after + 3;
    }
  else
    {
      return FALSE;
    }

  if (p + 1 < end && p[1] != ' ')
    return FALSE;
  parse_name (p + 1, end, parsed);
  return TRUE;
}

/* trace-cmd report leaves no blank in front of a stamp that fills its column. */
static gboolean
is_full_stamp (const char *p, const char *end)
{
  const char *start = p;

  while (p < end && is_digit (*p))
    p++;
  return p - start >= STAMP_WIDTH && p < end && *p == ':';
}

/* Spaces, the latency characters where there are some, the stamp, the rest.  The first of those
 * characters is never a digit. */
static gboolean
parse_flags_and_stamp (const char *p, const char *end, MmsTextLine *parsed)
{
  const char *start;

  parsed->flags.start = start = p = skip_spaces (p, end);
  parsed->flags.length = 0;
  if (p < end && !is_digit (*p) && end - p > FLAGS_WIDTH && is_full_stamp (p + FLAGS_WIDTH, end))
    {
      parsed->flags.length = FLAGS_WIDTH;
      p += FLAGS_WIDTH;
    }
  else if (p < end && !is_digit (*p))
    {
      while (p < end && p - start < 9 && (g_ascii_isalnum (*p) || *p == '.' || *p == '#'))
        p++;
      if (p - start < 3 || p - start > 8 || p == end || *p != ' ')
        return FALSE;
      parsed->flags.length = (gsize) (p - start);
      p = skip_spaces (p, end);
    }
  return parse_stamp (p, end, parsed);
}

/* `[cpu] flags stamp: …` from the bracket on. */
static gboolean
parse_from_bracket (const char *p, const char *end, MmsTextLine *parsed)
{
  guint64 cpu;
  const char *after = mms_text_parse_digits (p + 1, end, &cpu);

  if (after == p + 1 || end - after < 2 || after[0] != ']' || cpu >= MMS_MAX_CPUS
      || (after[1] != ' ' && !is_full_stamp (after + 1, end)))
    return FALSE;
  parsed->cpu = (guint) cpu;
  return parse_flags_and_stamp (after + 1, end, parsed);
}

/* The tgid column `(  123) ` or `(-------) `, where there is one; %NULL if it makes no sense. */
static const char *
parse_tgid (const char *p, const char *end, int *tgid)
{
  *tgid = -1;
  if (p == end || *p != '(')
    return p;
  p = skip_spaces (p + 1, end);
  if (p < end && *p == '-')
    {
      while (p < end && *p == '-')
        p++;
    }
  else
    {
      p = parse_pid (p, end, tgid);
    }
  if (p == NULL || p == end || *p != ')')
    return NULL;
  return skip_spaces (p + 1, end);
}

/* What stands before the dash: the instance's name, then the task's in its column. */
static void
set_comm (const char *line, const char *dash, gsize width, MmsTextLine *parsed)
{
  const char *start = line;

  parsed->indent = 0;
  parsed->buffer.start = line;
  parsed->buffer.length = 0;
  if ((gsize) (dash - line) >= width + 2)
    {
      const char *column = dash - width;

      if (column[-1] == ' ' && column[-2] == ':')
        {
          parsed->buffer.start = skip_spaces (line, column - 2);
          parsed->buffer.length = (gsize) (column - 2 - parsed->buffer.start);
          parsed->indent = (gsize) (column - line);
          start = column;
        }
    }
  parsed->comm.start = skip_spaces (start, dash);
  parsed->comm.length = (gsize) (dash - parsed->comm.start);
}

/* Whether the name's column can begin where it must for a dash at @dash. */
static gboolean
is_aligned (const char *line, const char *dash, gsize width)
{
  const char *column;

  if ((gsize) (dash - line) < width)
    return FALSE;
  column = dash - width;
  if (column == line)
    return TRUE;
  return column - line >= 2 && column[-1] == ' '
         && (column[-2] == ':' || skip_spaces (line, column) == column);
}

/* The line read on the premise that the dash is at @dash. */
static gboolean
parse_normal_at (const char *line, const char *dash, const char *end, MmsTextLine *parsed)
{
  const char *p;

  if (dash >= end || *dash != '-')
    return FALSE;
  p = parse_pid (dash + 1, end, &parsed->pid);
  if (p == NULL || p == end || *p != ' ')
    return FALSE;
  p = parse_tgid (skip_spaces (p, end), end, &parsed->tgid);
  if (p == NULL || p == end || *p != '[')
    return FALSE;
  parsed->style = MMS_TEXT_NORMAL;
  if (!parse_from_bracket (p, end, parsed))
    return FALSE;
  set_comm (line, dash, COMM_WIDTH, parsed);
  return TRUE;
}

/* trace-cmd report -l -R writes `0-0x1` for `0d....`. */
static const char *
skip_raw_flags (const char *p, const char *end)
{
  const char *start = p;

  if (end - p < 4 || p[0] != '-' || p[1] != '0' || p[2] != 'x' || !g_ascii_isxdigit (p[3]))
    return p;
  for (p += 3; p < end && g_ascii_isxdigit (*p); p++)
    continue;
  return p < end && *p == ' ' ? p : start;
}

static gboolean
parse_latency_at (const char *line, const char *dash, const char *end, MmsTextLine *parsed)
{
  const char *p;
  const char *after;
  guint64 cpu;

  if (dash >= end || *dash != '-')
    return FALSE;
  p = parse_pid (dash + 1, end, &parsed->pid);
  if (p == NULL || p == end || *p != ' ')
    return FALSE;
  p = skip_spaces (p, end);
  after = mms_text_parse_digits (p, end, &cpu);
  if (after == p || after == end || *after == ' ' || cpu >= MMS_MAX_CPUS)
    return FALSE;
  parsed->style = MMS_TEXT_LATENCY;
  parsed->tgid = -1;
  parsed->cpu = (guint) cpu;
  if (!parse_flags_and_stamp (skip_raw_flags (after, end), end, parsed))
    return FALSE;
  set_comm (line, dash, LATENCY_COMM_WIDTH, parsed);
  return TRUE;
}

/* `comm pid cpu flags preempt index [stamp] since (+delta): `, the numbers between comm and bracket
 * found from behind. */
static gboolean
parse_verbose_at (const char *line, const char *bracket, const char *end, MmsTextLine *parsed)
{
  const char *p = bracket + 1;
  const char *starts[5];
  guint64 stamp = 0;
  guint64 cpu;
  const char *close;

  for (; p < end && g_ascii_isxdigit (*p) && p - bracket <= 16; p++)
    stamp = stamp * 16 + (guint64) g_ascii_xdigit_value (*p);
  if (p == bracket + 1 || end - p < 2 || p[0] != ']' || p[1] != ' ')
    return FALSE;
  p += 2;
  close = memchr (p, ')', (gsize) MIN (end - p, 80));
  if (close == NULL || !is_digit (*p) || close + 1 >= end || close[1] != ':')
    return FALSE;
  parsed->is_ordinal = close[-1] != 's' || close[-2] != 'm';
  if (!parsed->is_ordinal && stamp >= G_MAXUINT64 / 1000)
    return FALSE;
  parsed->time = parsed->is_ordinal ? stamp : stamp * 1000;
  parsed->is_relative = FALSE;

  p = bracket;
  for (guint i = G_N_ELEMENTS (starts); i-- > 0;)
    {
      const char *last = p = skip_spaces_back (p, line);

      while (p > line && g_ascii_isxdigit (p[-1]))
        p--;
      if (p == last || p == line || p[-1] != ' ')
        return FALSE;
      starts[i] = p;
    }
  p = parse_pid (starts[0], bracket, &parsed->pid);
  if (p == NULL || *p != ' ')
    return FALSE;
  p = mms_text_parse_digits (starts[1], bracket, &cpu);
  if (p == starts[1] || *p != ' ' || cpu >= MMS_MAX_CPUS)
    return FALSE;

  parsed->style = MMS_TEXT_VERBOSE;
  parsed->cpu = (guint) cpu;
  parsed->tgid = -1;
  parsed->flags.start = line;
  parsed->flags.length = 0;
  parsed->indent = 0;
  parsed->buffer.start = line;
  parsed->buffer.length = 0;
  parsed->comm.start = skip_spaces (line, starts[0]);
  parsed->comm.length = (gsize) (skip_spaces_back (starts[0], parsed->comm.start)
                                 - parsed->comm.start);
  parse_name (close + 2, end, parsed);
  return TRUE;
}

/* perf script puts a space between name and pid: `comm  pid [cpu]` or `comm  pid/tid [cpu]`; without
 * the field comm the line begins with the number. */
static gboolean
parse_perf_at (const char *line, const char *bracket, const char *end, MmsTextLine *parsed)
{
  const char *last = skip_spaces_back (bracket, line);
  const char *p = skip_digits_back (last, line);

  if (p == last || (p > line && p[-1] != ' ' && p[-1] != '/'))
    return FALSE;
  if (parse_pid (p, last, &parsed->pid) == NULL)
    return FALSE;
  parsed->tgid = -1;
  if (p > line && p[-1] == '/')
    {
      const char *tgid = skip_digits_back (p - 1, line);

      if (tgid == p - 1 || (tgid > line && tgid[-1] != ' ')
          || parse_pid (tgid, p - 1, &parsed->tgid) == NULL)
        return FALSE;
      p = tgid;
    }
  parsed->style = MMS_TEXT_NORMAL;
  if (!parse_from_bracket (bracket, end, parsed))
    return FALSE;
  parsed->indent = 0;
  parsed->buffer.start = line;
  parsed->buffer.length = 0;
  parsed->comm.start = skip_spaces (line, p);
  parsed->comm.length = (gsize) (skip_spaces_back (p, parsed->comm.start) - parsed->comm.start);
  return TRUE;
}

/* perf script writes `:-1    -1 [cpu]` where the task is gone already. */
static gboolean
parse_gone_at (const char *line, const char *bracket, const char *end, MmsTextLine *parsed)
{
  static const char gone[] = ":-1";
  const gsize length = strlen (gone);
  const char *p = skip_spaces (line, bracket);

  if ((gsize) (bracket - p) < length || memcmp (p, gone, length) != 0)
    return FALSE;
  p = skip_spaces (p + length, bracket);
  if (bracket - p < 3 || p[0] != '-' || p[1] != '1' || skip_spaces (p + 2, bracket) != bracket
      || !parse_from_bracket (bracket, end, parsed))
    return FALSE;
  parsed->style = MMS_TEXT_NORMAL;
  parsed->pid = -1;
  parsed->tgid = -1;
  parsed->indent = 0;
  parsed->comm.start = parsed->buffer.start = line;
  parsed->comm.length = parsed->buffer.length = 0;
  return TRUE;
}

/* The dash of `-pid (tgid) [`, going back from the bracket; %NULL if that is not what is there. */
static const char *
find_dash (const char *line, const char *bracket)
{
  const char *last = skip_spaces_back (bracket, line);
  const char *p;

  if (last > line && last[-1] == ')')
    {
      p = memrchr (line, '(', (gsize) (last - line));
      if (p == NULL)
        return NULL;
      last = skip_spaces_back (p, line);
    }
  p = skip_digits_back (last, line);
  return p < last && p > line && p[-1] == '-' ? p - 1 : NULL;
}

/* How well a place that could be read fits; a name behind the stamp is missing where a task's name
 * was taken for the front of a line. */
static guint
get_score (const MmsTextLine *candidate, gboolean is_aligned_right)
{
  return is_aligned_right ? 3 : candidate->name.length > 0 ? 2 : 1;
}

/* Tries every bracket; of places that fit equally well, the first wins. */
static gboolean
search_brackets (const char *line, const char *front, MmsTextLine *parsed)
{
  guint best = 0;

  for (const char *p = line; (p = memchr (p, '[', (gsize) (front - p))) != NULL; p++)
    {
      MmsTextLine candidate;
      const char *dash;
      guint score;

      if (p == line || p[-1] != ' ')
        continue;
      if (parse_gone_at (line, p, front, parsed))
        return TRUE;
      dash = find_dash (line, p);
      if (dash != NULL && parse_normal_at (line, dash, front, &candidate))
        score = get_score (&candidate, is_aligned (line, dash, COMM_WIDTH));
      else if (parse_verbose_at (line, p, front, &candidate)
               || parse_perf_at (line, p, front, &candidate))
        score = get_score (&candidate, FALSE);
      else
        continue;
      if (score > best)
        {
          *parsed = candidate;
          best = score;
        }
    }
  return best > 0;
}

static gboolean
search_dashes (const char *line, const char *front, MmsTextLine *parsed)
{
  guint best = 0;

  for (const char *p = line; (p = memchr (p, '-', (gsize) (front - p))) != NULL; p++)
    {
      MmsTextLine candidate;
      guint score;

      if (!parse_latency_at (line, p, front, &candidate))
        continue;
      score = get_score (&candidate, is_aligned (line, p, LATENCY_COMM_WIDTH));
      if (score > best)
        {
          *parsed = candidate;
          best = score;
        }
    }
  return best > 0;
}

static gboolean
parse_front (const char *line, const char *front, gsize indent, MmsTextLine *parsed)
{
  gsize length = (gsize) (front - line);

  if (length > COMM_WIDTH && parse_normal_at (line, line + COMM_WIDTH, front, parsed))
    return TRUE;
  if (indent > 0 && length > indent + COMM_WIDTH
      && is_aligned (line, line + indent + COMM_WIDTH, COMM_WIDTH)
      && parse_normal_at (line, line + indent + COMM_WIDTH, front, parsed))
    return TRUE;
  if (length > LATENCY_COMM_WIDTH
      && parse_latency_at (line, line + LATENCY_COMM_WIDTH, front, parsed))
    return TRUE;
  return search_brackets (line, front, parsed) || search_dashes (line, front, parsed);
}

gboolean
mms_text_line_parse (const char *line, const char *end, gsize indent, MmsTextLine *parsed)
{
  line = mms_text_skip_prefix (line, line + MIN (end - line, MMS_TEXT_FRONT_MAX));
  if (!parse_front (line, line + MIN (end - line, MMS_TEXT_FRONT_MAX), indent, parsed))
    return FALSE;
  parsed->info.length = (gsize) (end - parsed->info.start);
  return TRUE;
}
